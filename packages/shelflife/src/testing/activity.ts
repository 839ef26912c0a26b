/** Events and counts: what an operator sees of a cache. */
import type { CacheEvents, UntypedCache } from '../index.js';
import { type Check, committed, failureOf } from './fixture.js';

const TYPES = ['hit', 'miss', 'load', 'set', 'delete', 'clear'] as const;

/** What events say, in a line each. */
function log(cache: UntypedCache): string[] {
  const lines: string[] = [];
  for (const type of TYPES)
    cache.addEventListener(type, (event: CacheEvents[typeof type]) => {
      const {
        key = '',
        version = '',
        stale,
        error,
      } = event as {
        key?: string;
        version?: number;
        stale?: boolean;
        error?: Error;
      };
      lines.push([type, key, version, stale ? 'stale' : '', error?.message ?? ''].join(' ').trim());
    });
  return lines;
}

export function activity(check: Check): void {
  check('reads, loads and writes are events, and are counted', async (fixture) => {
    const { cache, clock, expect } = fixture;
    const lines = log(cache);
    await cache.get('k');
    await committed(cache, cache.set('k', 1, 10));
    await cache.get('k');
    await cache.getMany(['k', 'l']);
    await cache.getOrSet('k', () => 2);
    await cache.getOrSet('loaded', () => 3, { version: 2 });
    await failureOf(cache.getOrSet('failed', () => Promise.reject(new Error('500'))));
    await cache.add('k', 4);
    await cache.delete('k');
    await cache.delete('k');
    clock.advance(10);
    await cache.clear();
    expect(lines).toEqual([
      'miss k 1',
      'set k 1',
      'hit k 1',
      'hit k 1',
      'miss l 1',
      'hit k 1',
      'load loaded 2',
      'set loaded 2',
      'miss loaded 2',
      'load failed 1  500',
      'miss failed 1',
      'delete k 1',
      'clear',
    ]);
    expect(cache.stats()).toEqual({
      hits: 3,
      staleHits: 0,
      misses: 4,
      loads: 2,
      loadErrors: 1,
      sets: 2,
      deletes: 1,
      evictions: 0,
    });
    expect(cache.namespace('ns').stats()).toEqual(cache.stats());
  });

  check('a stale answer is a hit that says so', async ({ cache, clock, expect }) => {
    const lines = log(cache);
    const options = { timeout: 10, staleIfError: 60 };
    await committed(cache, cache.set('k', 'old', options));
    clock.advance(10);
    await cache.getOrSet('k', () => Promise.reject(new Error('500')), options);
    expect(lines.slice(1)).toEqual(['load k 1  500', 'hit k 1 stale']);
    const { hits, staleHits, misses } = cache.stats();
    expect([hits, staleHits, misses]).toEqual([1, 1, 0]);
  });

  check('what is above maxEntries is reported as evicted', async ({ another, expect }) => {
    const cache = another({ maxEntries: 20 });
    const evicted = new Promise<CacheEvents['evict']>((resolve) => {
      cache.addEventListener('evict', resolve);
    });
    for (let n = 0; n < 60; n++) await committed(cache, cache.set(`k${n}`, n));
    const { reason, count } = await evicted;
    expect(reason).toBe('entries');
    expect(count > 0).toBe(true);
    expect(cache.stats().evictions >= count).toBe(true);
  });

  check('a value above maxEntryBytes is refused alone', async ({ another, expect }) => {
    const cache = another({ maxEntryBytes: 1_000 });
    const large = 'x'.repeat(1_000);
    await cache.set('k', 'small');
    const error = await failureOf(cache.set('k', large));
    expect(error.code).toBe('capacity');
    expect(error.message).toMatch(/maxEntryBytes/);
    expect(await cache.has('k')).toBe(false);
    expect(await cache.setMany({ a: 1, b: { large }, c: 3 })).toEqual(['b']);
    expect((await failureOf(cache.add('k', large))).code).toBe('capacity');
    const reported = new Promise<string>((resolve) => {
      cache.addEventListener('error', ({ error }) => resolve(error.code));
    });
    expect(await cache.getOrSet('k', () => large)).toBe(large);
    expect(await reported).toBe('capacity');
    expect(await cache.has('k')).toBe(false);
  });
}
