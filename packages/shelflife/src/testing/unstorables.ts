/** Checks with the values of `unstorable.ts`: each fails alone, with the reason, and leaves no outdated entry. */
import { CacheError } from '../index.js';
import { type Check, type Fixture, type FoundError, failureOf } from './fixture.js';
import { UNSTORABLE } from './unstorable.js';

export function unstorables(check: Check): void {
  for (const [what, make] of Object.entries(UNSTORABLE)) {
    check(`${what} rejects as data, with key and cause`, async ({ cache, expect }) => {
      for (const call of [
        () => cache.set('bad', make()),
        () => cache.add('bad', make()),
        () => cache.getOrSet('bad', make),
        () => cache.getOrSet('bad', async () => ({ inner: make() })),
      ])
        isData({ expect }, await failureOf(call()));
      expect(await cache.has('bad')).toBe(false);
    });

    check(`${what} among concurrent sets fails alone`, async ({ cache, expect }) => {
      await cache.set('bad', 'stale');
      const settled = await Promise.allSettled([
        cache.set('a', 1),
        cache.set('bad', make()),
        cache.set('b', 2),
        cache.incr('a', 5),
      ]);
      expect(settled.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
      isData({ expect }, (settled[1] as PromiseRejectedResult).reason);
      expect({ ...(await cache.getMany(['a', 'bad', 'b'])) }).toEqual({ a: 6, b: 2 });
    });

    check(`${what} in setMany is named, and the others stored`, async ({ cache, expect }) => {
      const errors: CacheError[] = [];
      cache.addEventListener('error', ({ error }) => errors.push(error));
      await cache.set('bad', 'stale');
      const failed = await cache.setMany([
        ['a', 1],
        ['bad', make()],
        ['b', 2],
      ]);
      expect(failed).toEqual(['bad']);
      expect({ ...(await cache.getMany(['a', 'bad', 'b'])) }).toEqual({ a: 1, b: 2 });
      expect(errors.length).toBe(1);
      isData({ expect }, errors[0]!);
    });
  }

  check('the message names the part that cannot be stored, and what it is', async (fixture) => {
    const error = await failureOf(fixture.cache.set('bad', { user: { save: () => 1 } }));
    fixture.expect(error.message).toMatch(/`user\.save` is a function/);
  });

  check('a value with a getter that throws fails in the same way', async ({ cache, expect }) => {
    const value = {
      get trap() {
        throw new Error('sprung');
      },
    };
    const error = await failureOf(cache.set('bad', value));
    expect(error).toBeInstanceOf(CacheError);
    expect(error.code).toBe('data');
    expect((error.cause as Error).message).toBe('sprung');
  });

  check('a rejected add leaves the entry as it is', async ({ cache, expect }) => {
    await cache.set('bad', 'there');
    await failureOf(cache.add('bad', () => 1));
    expect(await cache.get('bad')).toBe('there');
  });

  check('of a valid and a rejected set, the later one counts', async ({ cache, expect }) => {
    await Promise.allSettled([cache.set('k', Symbol('s')), cache.set('k', 'good')]);
    expect(await cache.get('k')).toBe('good');
    await Promise.allSettled([cache.set('k', 'good'), cache.set('k', Symbol('s'))]);
    expect(await cache.has('k')).toBe(false);
  });

  check('every unstorable value of a setMany is named, in order', async ({ cache, expect }) => {
    const errors: (string | undefined)[] = [];
    cache.addEventListener('error', ({ error }) => errors.push(error.key));
    const failed = await cache.setMany({ x: () => 1, ok: 1, y: Symbol('s') });
    expect(failed).toEqual(['x', 'y']);
    expect(errors).toEqual(['x', 'y']);
    expect(await cache.get('ok')).toBe(1);
  });

  check(
    'an unstorable result rejects for every caller of a shared loader',
    async ({ cache, expect }) => {
      const calls = [1, 2, 3].map(() => failureOf(cache.getOrSet('bad', async () => () => 1)));
      for (const error of await Promise.all(calls)) isData({ expect }, error);
      expect(await cache.getOrSet('bad', 'good')).toBe('good');
    },
  );
}

function isData({ expect }: Pick<Fixture, 'expect'>, error: FoundError): void {
  expect(error).toBeInstanceOf(CacheError);
  expect(error.name).toBe('CacheError');
  expect(error.code).toBe('data');
  expect(error.key).toBe('bad');
  expect(error.cause).toBeInstanceOf(DOMException);
  expect((error.cause as DOMException).name).toBe('DataCloneError');
}
