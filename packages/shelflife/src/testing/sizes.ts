/** size() and maxEntryBytes. */
import { all, type Check, committed, failureOf } from './fixture.js';

export function sizes(check: Check): void {
  check('size counts the entries of the name, and estimates their bytes', async (fixture) => {
    const { cache, expect } = fixture;
    expect(await cache.size()).toEqual({ entries: 0, bytes: 0 });
    await committed(cache, cache.set('small', { n: 1 }));
    await committed(cache, cache.namespace('a').set('text', 'x'.repeat(10_000)));
    await committed(cache, cache.set('json', { text: 'x'.repeat(50_000) }, { version: 2 }));
    await committed(cache, cache.set('binary', new Uint8Array(100_000)));
    const { entries, bytes } = await cache.size();
    const truth = 20_000 + 100_000 + 100_000;
    expect([entries, bytes > truth * 0.95, bytes < truth * 1.1]).toEqual([4, true, true]);
    await cache.touch('json', { timeout: 60, version: 2 });
    expect(await cache.size()).toEqual({ entries, bytes });
    await cache.delete('binary');
    const less = await cache.size();
    expect([less.entries, bytes - less.bytes >= 100_000]).toEqual([3, true]);
  });

  check('size is that of many entries', async ({ cache, expect }) => {
    await committed(
      cache,
      cache.setMany(Array.from({ length: 600 }, (_, n) => [`k${n}`, 'x'.repeat(500)] as const)),
    );
    const { entries, bytes } = await cache.size();
    expect([entries, Math.round(bytes / 600 / 100)]).toEqual([600, 11]);
  });

  check('a value above maxEntryBytes is refused alone', async ({ another, expect }) => {
    const cache = another({ maxEntryBytes: 1000 });
    const large = 'x'.repeat(501);
    await cache.set('k', 'x'.repeat(500));
    const error = await failureOf(cache.set('k', large));
    expect([error.name, error.code, error.key]).toEqual(['CacheError', 'capacity', 'k']);
    expect(await cache.has('k')).toBe(false);
    expect((await failureOf(cache.add('k', large))).code).toBe('capacity');
    expect(await cache.setMany({ a: 1, b: large, c: 1 })).toEqual(['b']);
    expect((await all(cache.keys())).sort()).toEqual(['a', 'c']);
  });

  check('getOrSet answers a value above maxEntryBytes, and reports it', async (fixture) => {
    const { another, expect } = fixture;
    const cache = another({ maxEntryBytes: 1000 });
    const codes: string[] = [];
    cache.addEventListener('error', ({ error }) => codes.push(error.code));
    const large = 'x'.repeat(501);
    expect(await cache.getOrSet('k', () => large)).toBe(large);
    expect(await cache.getOrSet('k', large)).toBe(large);
    expect([codes, await cache.has('k')]).toEqual([['capacity', 'capacity'], false]);
  });
}
