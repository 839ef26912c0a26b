/** Timeouts, and one moment at which an entry is gone for everybody. */
import { quote } from '../errors.js';
import type { Bench } from './bench.js';

export function expiry({ test, expect, rejection }: Bench): void {
  test('an entry lives for its timeout, in seconds', async ({ cache, clock }) => {
    await cache.set('movie', 'The Manjhi', 30);
    clock.now += 29_999;
    expect(await cache.get('movie')).toBe('The Manjhi');
    clock.now += 1;
    expect(await cache.get('movie', 'has_expired')).toBe('has_expired');
  });

  test('without a timeout the default counts, 300 s', async ({ cache }) => {
    await cache.set('a', 1);
    await cache.set('b', 1, undefined);
    await cache.set('c', 1, { version: 1 });
    for (const key of ['a', 'b', 'c']) expect(await cache.ttl(key)).toBe(300);
  });

  test(
    'a default timeout of its own',
    async ({ cache, open }) => {
      await cache.set('a', 1);
      expect(await cache.ttl('a')).toBe(60);
      const forever = open({ timeout: null });
      await forever.set('b', 1);
      expect(await forever.ttl('b')).toBe(null);
      const nothing = open({ timeout: 0 });
      await nothing.set('a', 1);
      expect(await cache.has('a')).toBe(false);
    },
    { timeout: 60 },
  );

  for (const timeout of [null, Infinity])
    test(`a timeout of ${timeout} is for ever`, async ({ cache, clock }) => {
      await cache.set('a', 1, timeout);
      clock.now += 1000 * 365 * 24 * 3600 * 1000;
      expect(await cache.get('a')).toBe(1);
      expect(await cache.ttl('a')).toBe(null);
    });

  for (const timeout of [0, -1, -Infinity])
    test(`a timeout of ${timeout} caches nothing and removes what was there`, async ({ cache }) => {
      await cache.setMany({ set: 1, many: 1, touched: 1 });
      await cache.set('set', 2, timeout);
      expect(await cache.setMany({ many: 2 }, timeout)).toEqual([]);
      expect(await cache.touch('touched', timeout)).toBe(true);
      expect(await cache.add('added', 1, timeout)).toBe(true);
      expect(await cache.getOrSet('loaded', () => 1, timeout)).toBe(1);
      const keys = ['set', 'many', 'touched', 'added', 'loaded'];
      expect(Object.keys(await cache.getMany(keys))).toEqual([]);
    });

  test('fractions are kept to the millisecond', async ({ cache, clock }) => {
    await cache.set('a', 1, 0.0015);
    await cache.set('b', 1, 1.25);
    clock.now += 1;
    expect(await cache.has('a')).toBe(true);
    clock.now += 1;
    expect(await cache.has('a')).toBe(false);
    clock.now += 1_247;
    expect(await cache.ttl('b')).toBe(0.001);
  });

  for (const timeout of [Number.NaN, '30', true, []] as unknown as number[])
    test(`a timeout of ${quote(timeout)} is refused, and changes nothing`, async ({ cache }) => {
      await cache.set('a', 'old');
      const calls = [
        cache.set('a', 1, timeout),
        cache.add('b', 1, timeout),
        cache.touch('a', timeout),
        cache.getOrSet('a', 1, timeout),
        cache.setMany({ a: 1 }, timeout),
      ];
      for (const error of await Promise.all(calls.map(rejection)))
        expect(error).toMatchObject({
          name: 'TypeError',
          code: 'invalid-argument',
        });
      expect(await cache.get('a')).toBe('old');
      expect(await cache.has('b')).toBe(false);
    });

  test('at exactly its expiry an entry is gone in every method', async ({ cache, clock }) => {
    const all = {
      get: 1,
      has: 1,
      ttl: 1,
      many: 1,
      touch: 1,
      incr: 1,
      delete: 1,
      add: 1,
      set: 1,
      v: 1,
    };
    await cache.setMany(all, 10);
    clock.now += 10_000;
    expect(await cache.get('get', 'miss')).toBe('miss');
    expect(await cache.has('has')).toBe(false);
    expect(await cache.ttl('ttl')).toBe(undefined);
    expect(Object.keys(await cache.getMany(['many']))).toEqual([]);
    expect(await cache.touch('touch')).toBe(false);
    expect(await rejection(cache.incr('incr'))).toMatchObject({ code: 'key-not-found' });
    expect(await rejection(cache.incrVersion('v'))).toMatchObject({ code: 'key-not-found' });
    expect(await cache.delete('delete')).toBe(false);
    expect(await cache.deleteMany(['get', 'has'])).toBe(0);
    for await (const key of cache.keys()) throw new Error(`${key} is still listed`);
    expect(await cache.add('add', 2)).toBe(true);
    expect(await cache.getOrSet('set', () => 2)).toBe(2);
  });

  test('add stores over an expired entry', async ({ cache, clock }) => {
    await cache.set('offer', 'old', 10);
    expect(await cache.add('offer', 'new', 10)).toBe(false);
    clock.now += 10_000;
    expect(await cache.add('offer', 'new', 10)).toBe(true);
    expect(await cache.get('offer')).toBe('new');
  });

  test('touch renews a live entry and never resurrects an expired one', async ({
    cache,
    clock,
  }) => {
    await cache.set('movie', 'x', 10);
    expect(await cache.touch('movie', 120)).toBe(true);
    expect(await cache.ttl('movie')).toBe(120);
    expect(await cache.touch('movie')).toBe(true);
    expect(await cache.ttl('movie')).toBe(300);
    expect(await cache.touch('movie', null)).toBe(true);
    expect(await cache.ttl('movie')).toBe(null);
    await cache.touch('movie', 10);
    clock.now += 10_000;
    expect(await cache.touch('movie', 120)).toBe(false);
    expect(await cache.get('movie', 'gone')).toBe('gone');
    expect(await cache.touch('missing', 120)).toBe(false);
  });

  test('a clock set back a year makes nothing immortal', async ({ cache, clock }) => {
    await cache.set('brief', 1, 30);
    await cache.set('forever', 1, null);
    clock.now -= 60_000;
    expect(await cache.has('forever')).toBe(true);
    clock.now -= 365 * 24 * 3600 * 1000;
    expect(await cache.has('brief')).toBe(false);
    expect(await cache.has('forever')).toBe(false);
    expect(await cache.touch('forever', null)).toBe(false);
    expect(await cache.add('brief', 2, 30)).toBe(true);
    expect(await cache.get('brief')).toBe(2);
  });
}
