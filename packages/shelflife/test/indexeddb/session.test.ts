/** One session of a cache on IndexedDB, and the next: what is let go of, and what is known from before. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';
import { isOpenHere } from '../../src/stores/indexeddb/shared-database.js';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page that has, or has no, IndexedDB: under a test runner jsdom's navigator makes one. */
function inPage(indexedDB: unknown): void {
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 jsdom' });
  vi.stubGlobal('indexedDB', indexedDB);
}

/** Whether a session in this thread still has the database of that name open. */
const isHeld = (name: string) => isOpenHere(`shelflife/2/${name}`);

test('what is called as the cache closes leaves nothing open behind it', async () => {
  const cache = createCache({ name: 'closing', store: indexedDBStore() });
  const closing = cache.close();
  await cache.set('a', 1);
  await closing;
  expect(await cache.get('a')).toBe(1);
  expect(isHeld('closing')).toBe(true);
  await cache.close();
  // What the first session opened late has gone with its last call, in some ms.
  await expect.poll(() => isHeld('closing')).toBe(false);
});

test('a walk that is closed before it has begun leaves nothing open', async () => {
  const cache = createCache({ name: 'walking', store: indexedDBStore() });
  const walk = cache.keys().next();
  const closing = cache.close();
  expect(await walk).toMatchObject({ done: true });
  await closing;
  await expect.poll(() => isHeld('walking')).toBe(false);
});

test('where it has once worked, a cache does not turn to memory after a close() either', async () => {
  inPage(indexedDB);
  const cache = createCache({ name: 'worked', deadline: 1 });
  await cache.set('k', 1, null);
  await cache.close();
  inPage({
    open() {
      throw new DOMException('no', 'UnknownError');
    },
  });
  await expect(cache.set('k', 2)).rejects.toMatchObject({ name: 'CacheError' });
  expect(cache.backend).toBe('indexeddb');
  expect(await cache.get('k', 'miss')).toBe('miss');
  vi.unstubAllGlobals();
});

test('without IndexedDB the first loader is shared, and what it gives is stored', async () => {
  inPage(undefined);
  const cache = createCache({ name: 'absent' });
  let load = (_value: string) => {};
  let loads = 0;
  const loader = () => {
    loads++;
    return new Promise<string>((resolve) => {
      load = resolve;
    });
  };
  const first = cache.getOrSet('k', loader);
  await expect.poll(() => loads).toBe(1);
  const second = cache.getOrSet('k', loader);
  load('loaded');
  expect(await Promise.all([first, second])).toEqual(['loaded', 'loaded']);
  expect(await cache.get('k')).toBe('loaded');
  expect([loads, cache.backend]).toEqual([1, 'memory']);
});

test('an endless pause between sweeps has no end', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const store = indexedDBStore({ sweepInterval: Infinity });
  const cache = createCache({ name: 'unswept', store });
  await cache.set('k', 1);
  const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
  for (let turns = 0; turns < 20; turns++) {
    await vi.advanceTimersByTimeAsync(60_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(transactions.mock.calls.length).toBeLessThan(3);
  transactions.mockRestore();
});
