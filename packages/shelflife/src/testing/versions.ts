/** Versions: a key has one entry per version, and entries move between versions. */
import { KeyNotFoundError } from '../index.js';
import { all, type Check, committed, failureOf } from './fixture.js';

export function versions(check: Check): void {
  check('versions of a key are separate entries', async ({ cache, expect }) => {
    await cache.set('movie', 'one');
    await cache.set('movie', 'two', { version: 2 });
    expect(await cache.get('movie')).toBe('one');
    expect(await cache.get('movie', 'miss', { version: 2 })).toBe('two');
    expect(await cache.get('movie', 'miss', { version: 3 })).toBe('miss');
    expect(await cache.delete('movie', { version: 2 })).toBe(true);
    expect(await cache.has('movie')).toBe(true);
    expect(await cache.has('movie', { version: 2 })).toBe(false);
  });

  check("a cache's version is its default", async ({ cache, another, expect }) => {
    const second = another({ version: 2 });
    await committed(second, second.set('k', 2));
    expect(await cache.get('k', 'miss', { version: 2 })).toBe(2);
    expect(await cache.get('k')).toBe(undefined);
    expect(await second.get('k', undefined, { version: 1 })).toBe(undefined);
  });

  check('withVersion is a view with another default', async ({ cache, expect }) => {
    const second = cache.withVersion(2);
    await second.set('k', 2);
    await second.set('k', 3, { version: 3 });
    expect(await cache.get('k', 'miss', { version: 2 })).toBe(2);
    expect(await cache.withVersion(3).get('k')).toBe(3);
    expect(await second.withVersion(1).get('k')).toBe(undefined);
    expect(await cache.namespace('n').withVersion(2).get('k')).toBe(undefined);
    expect(second.namespace('n').makeKey('k')).toBe('n:2:k');
  });

  check('any safe integer is a valid version', async ({ cache, expect }) => {
    const all = [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    for (const version of all) await cache.set('k', version, { version });
    for (const version of all) expect(await cache.get('k', 'miss', { version })).toBe(version);
  });

  check('minus zero is version 0', async ({ cache, expect }) => {
    await cache.set('k', 1, { version: -0 });
    expect(await cache.get('k', 'miss', { version: 0 })).toBe(1);
    await cache.set('m', 1);
    expect(Object.is(await cache.decrVersion('m'), 0)).toBe(true);
  });

  check('incrVersion moves the entry', async ({ cache, expect }) => {
    await cache.set('k', 'moved', 30);
    expect(await cache.incrVersion('k')).toBe(2);
    expect(await cache.has('k')).toBe(false);
    expect(await cache.get('k', 'miss', { version: 2 })).toBe('moved');
    expect(await cache.incrVersion('k', 3, { version: 2 })).toBe(5);
    expect(await cache.decrVersion('k', 1, { version: 5 })).toBe(4);
    expect(await cache.withVersion(4).decrVersion('k', 10)).toBe(-6);
    expect(await cache.get('k', 'miss', { version: -6 })).toBe('moved');
    expect((await all(cache.keys({ all: true }))).length).toBe(1);
  });

  check('incrVersion keeps the time that is left', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, 30);
    await cache.set('ever', 1, null);
    clock.advance(10);
    await cache.incrVersion('k');
    await cache.decrVersion('ever');
    expect(await cache.ttl('k', { version: 2 })).toBe(20);
    expect(await cache.ttl('ever', { version: 0 })).toBe(null);
    clock.advance(20);
    expect(await cache.has('k', { version: 2 })).toBe(false);
  });

  check('incrVersion overwrites its target', async ({ cache, expect }) => {
    await cache.set('k', 'one', 30);
    await cache.set('k', 'two', { version: 2, timeout: 99 });
    await cache.incrVersion('k');
    expect(await cache.get('k', 'miss', { version: 2 })).toBe('one');
    expect(await cache.ttl('k', { version: 2 })).toBe(30);
  });

  check('incrVersion of a missing or expired key rejects', async ({ cache, clock, expect }) => {
    await cache.set('target', 'stays', { version: 2 });
    await cache.set('expired', 1, 5);
    clock.advance(5);
    for (const key of ['target', 'expired']) {
      const error = await failureOf(cache.incrVersion(key));
      expect(error).toBeInstanceOf(KeyNotFoundError);
      expect(error.key).toBe(key);
      expect(await failureOf(cache.decrVersion(key))).toBeInstanceOf(KeyNotFoundError);
    }
    expect(await cache.get('target', 'miss', { version: 2 })).toBe('stays');
  });

  check('a delta of 0 leaves the entry where it is', async ({ cache, expect }) => {
    await cache.set('k', 1, 30);
    expect(await cache.incrVersion('k', 0)).toBe(1);
    expect(await cache.get('k')).toBe(1);
    expect(await cache.ttl('k')).toBe(30);
    expect(await failureOf(cache.incrVersion('nothing', 0))).toBeInstanceOf(KeyNotFoundError);
  });

  check(
    'a delta that is no integer, or leads beyond safe integers, rejects',
    async ({ cache, expect }) => {
      const { MAX_SAFE_INTEGER: version } = Number;
      await cache.set('k', 1);
      await cache.set('k', 1, { version });
      for (const delta of [0.5, Number.NaN, Infinity, '1', null, 1n] as never[])
        for (const call of [cache.incrVersion('k', delta), cache.decrVersion('k', delta)])
          expect((await failureOf(call)).code).toBe('invalid-argument');
      expect((await failureOf(cache.incrVersion('k', 1, { version }))).code).toBe(
        'invalid-argument',
      );
      expect(await cache.has('k')).toBe(true);
      expect(await cache.has('k', { version })).toBe(true);
    },
  );

  check('moves of one tick follow each other', async ({ cache, expect }) => {
    const moved = await Promise.all([
      cache.set('k', 'v'),
      cache.incrVersion('k'),
      cache.incrVersion('k', 1, { version: 2 }),
      cache.get('k', 'miss', { version: 3 }),
      cache.has('k', { version: 2 }),
    ]);
    expect(moved).toEqual([undefined, 2, 3, 'v', false]);
  });
}
