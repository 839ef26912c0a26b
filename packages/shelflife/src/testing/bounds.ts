/** maxEntries and cullFrequency: how many entries are kept, and which are removed first. */
import type { CacheError, UntypedCache } from '../index.js';
import { all, type Check, committed } from './fixture.js';

async function names(cache: UntypedCache): Promise<string[]> {
  return (await all(cache.keys({ all: true }))).sort();
}

/** How many entries a name may hold between two culls, after a batch of `batch` entries. */
function bound(cache: UntypedCache, maxEntries: number, batch: number): number {
  return cache.backend === 'memory' ? maxEntries : Math.floor(maxEntries * 1.05) + batch;
}

/** The errors that a cache reports by events from now on. */
function errorsOf(cache: UntypedCache): CacheError[] {
  const heard: CacheError[] = [];
  cache.addEventListener('error', ({ error }) => heard.push(error));
  return heard;
}

export function bounds(check: Check): void {
  check('up to maxEntries, nothing is culled', async ({ another, expect }) => {
    const cache = another({ maxEntries: 10 });
    for (let n = 0; n < 10; n++) await cache.set(`k${n}`, n);
    for (let n = 0; n < 10; n++) await cache.set(`k${n}`, -n);
    expect((await names(cache)).length).toBe(10);
  });

  check('a cull removes 1/n, the oldest written first', async ({ another, clock, expect }) => {
    const cache = another({ maxEntries: 9, cullFrequency: 3 });
    for (const key of ['i', 'h', 'g', 'f', 'e', 'd', 'c', 'b', 'a']) {
      await committed(cache, cache.set(key, 1, null));
      clock.advance(1);
    }
    await committed(cache, cache.set('i', 'written again', null));
    clock.advance(1);
    await cache.set('z', 1, null);
    expect(await names(cache)).toEqual(['a', 'b', 'c', 'd', 'e', 'i', 'z']);
  });

  check(
    'entries written in one tick are culled in the order of writing',
    async ({ another, expect }) => {
      const cache = another({ maxEntries: 4, cullFrequency: 2 });
      for (const key of ['d', 'c', 'b', 'a']) await committed(cache, cache.set(key, 1));
      await cache.set('z', 1);
      expect(await names(cache)).toEqual(['a', 'b', 'z']);
    },
  );

  check(
    'expired entries are removed first, before any live one',
    async ({ another, clock, expect }) => {
      const cache = another({ maxEntries: 4 });
      await cache.set('old', 1, null);
      await cache.setMany({ expired1: 1, expired2: 1, expired3: 1 }, 10);
      clock.advance(10);
      await cache.set('new', 1, null);
      expect(await names(cache)).toEqual(['new', 'old']);
      clock.advance(-5);
      expect(await cache.has('old')).toBe(true);
    },
  );

  check('cullFrequency 0 removes all but what was just written', async ({ another, expect }) => {
    const cache = another({ maxEntries: 5, cullFrequency: 0 });
    for (let n = 0; n < 5; n++) await cache.set(`k${n}`, n);
    await cache.flush();
    await cache.setMany({ x: 1, y: 2 });
    expect(await names(cache)).toEqual(['x', 'y']);
  });

  check('what was just written is never culled', async ({ another, expect }) => {
    const cache = another({ maxEntries: 3, cullFrequency: 1 });
    for (let n = 0; n < 30; n++) {
      await cache.setMany({ [`a${n}`]: n, [`b${n}`]: n });
      expect({ ...(await cache.getMany([`a${n}`, `b${n}`])) }).toEqual({
        [`a${n}`]: n,
        [`b${n}`]: n,
      });
    }
  });

  check('maxEntries of 1 keeps the last one', async ({ another, expect }) => {
    const cache = another({ maxEntries: 1 });
    for (const key of ['a', 'b', 'c']) {
      await cache.set(key, 1);
      expect(await names(cache)).toEqual([key]);
    }
  });

  check('an entry that was in memory is a miss once it is culled', async ({ another, expect }) => {
    const cache = another({ maxEntries: 3 });
    const keys = Array.from({ length: 12 }, (_, n) => `k${n}`);
    for (const key of keys) {
      await committed(cache, cache.set(key, 1));
      await cache.get(key);
    }
    await committed(cache, cache.setMany(keys.map((key) => [`${key} again`, 1] as const)));
    const left = await names(cache);
    const found = await Promise.all(keys.map((key) => cache.has(key)));
    const kept = keys.map((key) => left.includes(key));
    expect(found).toEqual(kept);
    expect(Object.keys(await cache.getMany(keys))).toEqual(keys.filter((_, n) => kept[n]));
  });

  check('the bound holds over many batches', async ({ another, expect }) => {
    const cache = another({ maxEntries: 100 });
    for (let batch = 0; batch < 40; batch++) {
      const entries = Array.from({ length: 10 }, (_, n) => [`k${batch}-${n}`, n] as const);
      await cache.setMany(entries);
      expect((await names(cache)).length).toBeLessThanOrEqual(bound(cache, 100, 10));
    }
    expect((await names(cache)).length).toBeGreaterThan(50);
  });

  check('the bound holds for two caches with one name', async ({ another, expect }) => {
    const caches = [another({ maxEntries: 100 }), another({ maxEntries: 100 })] as const;
    for (let n = 0; n < 400; n++) await caches[n % 2]!.set(`k${n}`, n);
    expect((await names(caches[0])).length).toBeLessThanOrEqual(bound(caches[0], 100, 1));
  });

  check('a batch larger than the bound is culled to the bound', async ({ another, expect }) => {
    const cache = another({ maxEntries: 10 });
    await cache.setMany(Array.from({ length: 50 }, (_, n) => [`k${n}`, n] as const));
    expect((await names(cache)).length).toBeLessThanOrEqual(bound(cache, 10, 50));
    await cache.set('next', 1);
    const left = await names(cache);
    expect(left.length).toBeLessThanOrEqual(bound(cache, 10, 1));
    expect(left.includes('next')).toBe(true);
  });

  check('setMany reports once how many entries it dropped at once', async (fixture) => {
    const { another, expect } = fixture;
    const cache = another({ maxEntries: 10 });
    const heard = errorsOf(cache);
    const pairs = Array.from({ length: 50 }, (_, n) => [`k${n}`, n] as const);
    expect(await cache.setMany([...pairs, ['k7', 'again'], ['bad', () => {}]])).toEqual(['bad']);
    expect(heard.map(({ code }) => code)).toEqual(['data', 'capacity']);
    expect(heard[1]?.message).toMatch(/40 .*50.* maxEntries/);
    await cache.setMany(new Map(pairs.slice(0, 11)));
    expect(heard.length).toBe(3);
    expect(heard[2]?.message).toMatch(/1 .*11.* maxEntries/);
  });

  check('setMany reports nothing if the entries fit, or none is kept', async (fixture) => {
    const { another, expect } = fixture;
    const cache = another({ maxEntries: 3 });
    const unbounded = another({ maxEntries: null });
    const heard = [errorsOf(cache), errorsOf(unbounded)];
    await cache.setMany({ a: 1, b: 2, c: 3 });
    await cache.setMany([
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['a', 4],
    ]);
    await cache.setMany({ a: 1, b: 2, c: 3, d: 4 }, 0);
    await unbounded.setMany({ a: 1, b: 2, c: 3, d: 4 });
    expect(heard.flat()).toEqual([]);
  });

  check('deletes in a large batch do not raise the bound', async (fixture) => {
    const { another, expect } = fixture;
    const cache = another({ maxEntries: 3 });
    await cache.setMany({ x: 1, y: 1 });
    const removed = [cache.delete('x'), cache.delete('y')];
    await cache.setMany({ a: 1, b: 1, c: 1, d: 1, e: 1 });
    await Promise.all(removed);
    expect((await names(cache)).length).toBeLessThanOrEqual(bound(cache, 3, 7));
  });

  check('all prefixes and versions count together', async ({ another, expect }) => {
    const cache = another({ maxEntries: 6, cullFrequency: 2 });
    for (let n = 0; n < 3; n++) await cache.namespace('a').set(`k${n}`, n);
    for (let n = 0; n < 3; n++) await cache.withVersion(2).set(`k${n}`, n);
    await cache.flush();
    await cache.set('last', 1);
    const left = await all(cache.entries({ all: true }));
    expect(left.length).toBe(4);
    expect(left.some(({ keyPrefix }) => keyPrefix === 'a')).toBe(false);
  });

  check("the acting cache's limits apply", async ({ cache, another, expect }) => {
    const small = another({ maxEntries: 3 });
    await cache.setMany({ a: 1, b: 1, c: 1, d: 1, e: 1 });
    expect((await names(cache)).length).toBe(5);
    await committed(small, small.set('f', 1));
    expect((await names(cache)).length).toBeLessThanOrEqual(bound(cache, 3, 1));
    expect(await cache.has('f')).toBe(true);
  });

  check('null means no bound', async ({ another, expect }) => {
    const cache = another({ maxEntries: null });
    await cache.setMany(Array.from({ length: 300 }, (_, n) => [`k${n}`, n] as const));
    await cache.set('last', 1);
    expect((await names(cache)).length).toBe(301);
  });

  check('add, getOrSet and incrVersion are bounded like set', async ({ another, expect }) => {
    const cache = another({ maxEntries: 4 });
    for (let n = 0; n < 20; n++) {
      await cache.add(`a${n}`, n);
      await cache.getOrSet(`g${n}`, () => n);
      await cache.incrVersion(`a${n}`);
      expect((await names(cache)).length).toBeLessThanOrEqual(bound(cache, 4, 1));
      expect(await cache.has(`g${n}`)).toBe(true);
    }
  });
}
