/** Counts in pages, and culls of large stores that count so. */
import 'fake-indexeddb/auto';
import { openDB, unwrap } from 'idb';
import { createCache, indexedDBStore } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';
import { countInPages } from '../../src/stores/indexeddb/count.js';
import { databaseName } from '../../src/stores/indexeddb/schema.js';

afterEach(() => vi.restoreAllMocks());

const numbered = (count: number) => Array.from({ length: count }, (_, n) => [`k${n}`, n] as const);

test.each([0, 1, 9, 10, 11, 20, 25])('%i entries are counted in pages of 10', async (count) => {
  const cache = createCache({ name: `counted ${count}`, store: indexedDBStore() });
  await cache.setMany(numbered(count));
  await cache.has('k');
  const db = await openDB(databaseName(`counted ${count}`));
  for (const size of [1, 2, 10, 100])
    expect(await countInPages(unwrap(db), { deadline: 5000 }, size)).toBe(count);
  db.close();
  await cache.destroy();
});

test('below a large bound nothing is counted while the write lock is held', async () => {
  const count = vi.spyOn(IDBObjectStore.prototype, 'count');
  const cursors = vi.spyOn(IDBObjectStore.prototype, 'openKeyCursor');
  const cache = createCache({ name: 'large', store: indexedDBStore(), maxEntries: 250_000 });
  await cache.setMany(numbered(100));
  await expect.poll(() => cursors.mock.calls.length).toBeGreaterThan(0);
  await expect.poll(() => count.mock.contexts.length).toBeGreaterThan(0);
  const modes = count.mock.contexts.map((store) => (store as IDBObjectStore).transaction.mode);
  expect(new Set(modes)).toEqual(new Set(['readonly']));
  await cache.close();
});

test('a large bound holds', async () => {
  const cache = createCache({
    name: 'bound',
    store: indexedDBStore(),
    maxEntries: 20_500,
    // A cull then removes few, which take long in this IndexedDB.
    cullFrequency: 20,
    memory: false,
  });
  for (const [part, length] of [5_000, 5_000, 5_000, 5_000, 1_000].entries())
    await cache.setMany(Array.from({ length }, (_, n) => [`${part} ${n}`, n] as const));
  const size = async () => {
    const db = await openDB(databaseName('bound'));
    const entries = await db.count('entries');
    db.close();
    return entries;
  };
  await expect.poll(size, { timeout: 110_000 }).toBeLessThanOrEqual(20_500);
  await cache.close();
}, 120_000);
