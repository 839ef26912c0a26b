/** maxBytes: how much is kept, what is removed first, and what is refused. */
import type { CacheEvents, UntypedCache } from '../index.js';
import { all, type Check, committed, failureOf } from './fixture.js';

/** A value of 1,000 bytes, so that an entry takes some 1,100. */
const VALUE = 'x'.repeat(500);
const ENTRY = 1_130;

async function names(cache: UntypedCache): Promise<string[]> {
  return (await all(cache.keys({ all: true }))).sort();
}

/** How much a name may hold between two culls, after a batch of `batch` bytes. */
function bound(cache: UntypedCache, maxBytes: number, batch: number): number {
  return cache.backend === 'memory' ? maxBytes : maxBytes * 1.1 + batch;
}

function numbered(prefix: string, count: number, value: unknown = VALUE) {
  return Array.from({ length: count }, (_, n) => [`${prefix}${n}`, value] as const);
}

export function byteBounds(check: Check): void {
  check('up to maxBytes, nothing is culled', async ({ another, expect }) => {
    const cache = another({ maxBytes: ENTRY * 10 });
    for (const [key, value] of [...numbered('k', 10), ...numbered('k', 10)])
      await committed(cache, cache.set(key, value));
    expect((await names(cache)).length).toBe(10);
    expect(cache.stats().evictions).toBe(0);
  });

  check('a cull removes 1/n of the bytes, the oldest written first', async (fixture) => {
    const { another, clock, expect } = fixture;
    const cache = another({ maxBytes: ENTRY * 9, cullFrequency: 3 });
    for (const key of ['i', 'h', 'g', 'f', 'e', 'd', 'c', 'b', 'a']) {
      await committed(cache, cache.set(key, VALUE, null));
      clock.advance(1);
    }
    await committed(cache, cache.set('i', VALUE.toUpperCase(), null));
    clock.advance(1);
    await committed(cache, cache.set('z', VALUE, null));
    expect(await names(cache)).toEqual(['a', 'b', 'c', 'd', 'i', 'z']);
  });

  check('expired entries are removed first, before any live one', async (fixture) => {
    const { another, clock, expect } = fixture;
    const cache = another({ maxBytes: ENTRY * 4 });
    await committed(cache, cache.set('old', VALUE, null));
    await committed(cache, cache.setMany(numbered('expired', 3), 10));
    clock.advance(10);
    await committed(cache, cache.set('new', VALUE, null));
    expect(await names(cache)).toEqual(['new', 'old']);
  });

  check('cullFrequency 0 removes all but what was just written', async ({ another, expect }) => {
    const cache = another({ maxBytes: ENTRY * 5, cullFrequency: 0 });
    for (const [key, value] of numbered('k', 5)) await committed(cache, cache.set(key, value));
    await committed(cache, cache.setMany(numbered('x', 2)));
    expect(await names(cache)).toEqual(['x0', 'x1']);
  });

  check('what was just written is kept, though it takes most of the room', async (fixture) => {
    const { another, expect } = fixture;
    const cache = another({ maxBytes: ENTRY * 10 });
    for (let n = 0; n < 10; n++) {
      await committed(cache, cache.setMany(numbered(`small ${n} `, 4)));
      await committed(cache, cache.set('large', VALUE.repeat(8)));
      expect(await cache.get('large')).toBe(VALUE.repeat(8));
    }
  });

  check('the bound holds over writes of all sizes', async ({ another, expect }) => {
    const maxBytes = 200_000;
    const cache = another({ maxBytes, maxEntries: null });
    let largest = 0;
    for (let n = 0; n < 150; n++) {
      const length = (n * 7_919) % 10_000;
      await committed(cache, cache.set(`k${n}`, n % 3 ? 'x'.repeat(length) : { length }));
      const { bytes } = await cache.size();
      largest = Math.max(largest, bytes);
    }
    expect(largest).toBeLessThanOrEqual(bound(cache, maxBytes, 20_200));
    expect(largest).toBeGreaterThan(maxBytes / 2);
  });

  check('the bound holds over overwrites, deletes and clears', async ({ another, expect }) => {
    const maxBytes = ENTRY * 50;
    const cache = another({ maxBytes });
    for (let n = 0; n < 300; n++) {
      await committed(cache, cache.set(`k${n % 70}`, 'x'.repeat((n * 31) % 1_000)));
      if (n % 5 === 0) await cache.delete(`k${(n * 3) % 70}`);
      if (n === 150) await cache.clear();
      expect((await cache.size()).bytes).toBeLessThanOrEqual(bound(cache, maxBytes, 2_200));
    }
  });

  check('binary data counts', async ({ another, expect }) => {
    const cache = another({ maxBytes: 1_000_000 });
    for (let n = 0; n < 12; n++)
      await committed(cache, cache.set(`k${n}`, new Uint8Array(200_000)));
    expect((await names(cache)).length).toBeLessThanOrEqual(6);
    expect(await cache.has('k11')).toBe(true);
  });

  check('the bound holds for two caches with one name', async ({ another, expect }) => {
    const maxBytes = ENTRY * 100;
    const caches = [another({ maxBytes }), another({ maxBytes })] as const;
    for (const [n, [key, value]] of numbered('k', 300).entries()) {
      const cache = caches[n % 2]!;
      await committed(cache, cache.set(key, value));
    }
    const { bytes } = await caches[0].size();
    expect(bytes).toBeLessThanOrEqual(bound(caches[0], maxBytes, ENTRY));
  });

  check('a batch larger than the bound is culled to the bound', async ({ another, expect }) => {
    const cache = another({ maxBytes: ENTRY * 10 });
    await committed(cache, cache.setMany(numbered('k', 50)));
    await committed(cache, cache.set('next', VALUE));
    const left = await names(cache);
    expect(left.length).toBeLessThanOrEqual(12);
    expect(left.includes('next')).toBe(true);
  });

  check('entries of a cache without maxBytes count', async ({ cache, another, expect }) => {
    await committed(cache, cache.setMany(numbered('k', 20)));
    const small = another({ maxBytes: ENTRY * 10 });
    await committed(small, small.set('a', VALUE));
    await committed(small, small.set('b', VALUE));
    expect((await names(cache)).length).toBeLessThanOrEqual(12);
    expect(await cache.has('b')).toBe(true);
  });

  check('whichever bound is met first culls', async ({ another, expect }) => {
    const cache = another({ maxEntries: 8, maxBytes: ENTRY * 20 });
    for (const [key] of numbered('k', 30)) await committed(cache, cache.set(key, 1));
    expect((await names(cache)).length).toBeLessThanOrEqual(9);
    for (const [key] of numbered('l', 8)) await committed(cache, cache.set(key, VALUE.repeat(8)));
    const { bytes } = await cache.size();
    expect(bytes).toBeLessThanOrEqual(bound(cache, ENTRY * 20, 8 * ENTRY));
  });

  check('a cull by bytes is an evict event with the reason', async ({ another, expect }) => {
    const cache = another({ maxBytes: ENTRY * 5 });
    const evicted = new Promise<CacheEvents['evict']>((resolve) => {
      cache.addEventListener('evict', resolve);
    });
    for (const [key, value] of numbered('k', 20)) await committed(cache, cache.set(key, value));
    const { reason, count } = await evicted;
    expect([reason, count > 0, cache.stats().evictions >= count]).toEqual(['bytes', true, true]);
  });

  check('an entry larger than maxBytes is refused alone, and evicts nothing', async (fixture) => {
    const { another, expect } = fixture;
    const cache = another({ maxBytes: ENTRY * 5 });
    const large = VALUE.repeat(6);
    await committed(cache, cache.set('k', VALUE));
    const error = await failureOf(cache.set('k', large));
    expect([error.name, error.code, error.key]).toEqual(['CacheError', 'capacity', 'k']);
    expect(error.message).toMatch(/maxBytes/);
    expect(await cache.has('k')).toBe(false);
    expect(await cache.setMany({ a: VALUE, b: large, c: VALUE })).toEqual(['b']);
    expect((await failureOf(cache.add('k', large))).code).toBe('capacity');
    expect(await cache.getOrSet('k', () => large)).toBe(large);
    expect(await names(cache)).toEqual(['a', 'c']);
  });

  check('what its prefix makes too large is refused, and not culled at once', async (fixture) => {
    const { another, expect } = fixture;
    const cache = another({ maxBytes: ENTRY });
    await committed(cache, cache.set('k', VALUE));
    const view = cache.namespace('x'.repeat(20));
    expect((await failureOf(view.set('k', VALUE))).code).toBe('capacity');
    expect(await view.getOrSet('k', () => VALUE)).toBe(VALUE);
    expect(await cache.has('k')).toBe(true);
  });
}
