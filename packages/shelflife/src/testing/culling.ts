/** The bound on a name's entries. */
import type { Cache } from '../types.js';
import type { Bench } from './bench.js';

async function count(cache: Cache): Promise<number> {
  let entries = 0;
  for await (const _ of cache.keys({ all: true })) entries++;
  return entries;
}

export function culling({ test, expect }: Bench): void {
  const numbered = (length: number) => Array.from({ length }, (_, n) => `key ${n}`);

  test(
    'keeps the entries under it, and always what was just written',
    async ({ cache }) => {
      for (const key of numbered(100)) {
        await cache.set(key, key);
        expect(await cache.has(key)).toBe(true);
        expect(await count(cache)).toBeLessThanOrEqual(22);
      }
    },
    { maxEntries: 20 },
  );

  test(
    'counts every prefix and version',
    async ({ cache }) => {
      for (const key of numbered(30)) {
        await cache.set(key, 1);
        await cache.set(key, 1, { version: 2 });
        await cache.namespace('n').set(key, 1);
      }
      expect(await count(cache)).toBeLessThanOrEqual(22);
    },
    { maxEntries: 20 },
  );

  test(
    'takes the expired first, then a fraction of the rest, oldest written first',
    async ({ cache, clock }) => {
      await cache.setMany(
        numbered(6).map((key) => [key, 1] as const),
        null,
      );
      await cache.setMany({ brief: 1, short: 1 }, 1);
      clock.now += 1_000;
      await cache.set('key 0', 'written again', null);
      await cache.set('eighth', 1, null);
      await cache.set('ninth', 1, null);
      await cache.flush();
      expect([await cache.has('key 0'), await count(cache)]).toEqual([true, 8]);
      await cache.set('tenth', 1, null);
      await cache.set('eleventh', 1, null);
      const left = ['key 4', 'key 5', 'key 0', 'eighth', 'ninth', 'tenth', 'eleventh'];
      const there = await cache.getMany([...numbered(6), ...left]);
      expect(Object.keys(there).sort()).toEqual(left.sort());
    },
    { maxEntries: 9 },
  );

  test(
    'removes one in cullFrequency, the oldest',
    async ({ cache }) => {
      for (const key of numbered(13)) await cache.set(key, 1);
      const there = await cache.getMany(numbered(13));
      expect(Object.keys(there)).toEqual(numbered(13).slice(6));
    },
    { maxEntries: 12, cullFrequency: 2 },
  );

  test(
    'a cullFrequency of 0 leaves just what was written last',
    async ({ cache }) => {
      for (const key of numbered(11)) await cache.set(key, 1);
      expect(Object.keys(await cache.getMany(numbered(11)))).toEqual(['key 10']);
    },
    { maxEntries: 10, cullFrequency: 0 },
  );

  test(
    'null is no bound',
    async ({ cache }) => {
      const keys = numbered(11_000);
      await cache.setMany(keys.map((key) => [key, 1] as const));
      expect(await count(cache)).toBe(11_000);
    },
    { maxEntries: null },
  );
}
