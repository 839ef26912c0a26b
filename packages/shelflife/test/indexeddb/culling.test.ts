/** Culls of a database: to a size that is fixed at the beginning, the expired first, in slices. */
import 'fake-indexeddb/auto';
import { type CacheError, indexedDBStore, memoryStore, type UntypedCache } from 'shelflife';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { all } from '../../src/testing/fixture.js';
import { countOnDisk, onDisk } from '../support/behind.js';
import { setUpCulled } from '../support/culled.js';

const LARGEST_SLICE = 100;

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => [`${prefix}${n}`, n] as const);

/** How many entries each transaction removes one by one. */
function removedByTransaction(): () => number[] {
  const removed = new Map<IDBTransaction, number>();
  const remove = IDBObjectStore.prototype.delete;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (
    this: IDBObjectStore,
    query,
  ) {
    if (this.name === 'entries')
      removed.set(this.transaction, (removed.get(this.transaction) ?? 0) + 1);
    return remove.call(this, query);
  });
  return () => [...removed.values()];
}

/** Resolves when the database has as many entries, and has them still some turns later. */
async function settlesAt(name: string, count: number): Promise<void> {
  await expect.poll(() => countOnDisk(name), { timeout: 10_000 }).toBe(count);
  for (let turn = 0; turn < 50; turn++) await new Promise((resume) => setImmediate(resume));
  expect(await countOnDisk(name)).toBe(count);
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('a cull of many slices goes on to its end, and is not begun again meanwhile', async () => {
  const { open, clock, name } = setUpCulled();
  await open({ maxEntries: null }).setMany(numbered('k', 1_200));
  clock.advance(10);
  let ownCounts = 0;
  const count = IDBObjectStore.prototype.count;
  vi.spyOn(IDBObjectStore.prototype, 'count').mockImplementation(function (this: IDBObjectStore) {
    if (this.transaction.mode === 'readwrite') ownCounts++;
    return count.call(this);
  });
  const removed = removedByTransaction();
  const cache = open({ maxEntries: 100, cullFrequency: 0 });
  const young = ['a', 'b', 'c', 'd'];
  await cache.setMany(Object.fromEntries(young.map((key) => [key, key])));
  for (const key of young) await cache.set(`${key} meanwhile`, key);
  await settlesAt(name, 8);
  expect((await all(cache.keys())).sort()).toEqual(
    young.flatMap((key) => [key, `${key} meanwhile`]).sort(),
  );
  // Once for each slice of a cull, and not for each write; the last one finds nothing to remove.
  expect(ownCounts).toBeLessThanOrEqual(removed().length + 1);
}, 20_000);

describe('several tabs at once', () => {
  test.each([2, 4])(
    '%i tabs that pass the bound keep what they have just written',
    async (count) => {
      const { open, openTab, name } = setUpCulled();
      await open({ maxEntries: null }).setMany(numbered('old', 990));
      const tabs: UntypedCache[] = [];
      for (let n = 0; n < count; n++) tabs.push(await openTab({ maxEntries: 1_000 }));
      await Promise.all(tabs.map((tab, n) => tab.setMany(numbered(`tab ${n} `, 100))));
      await expect.poll(() => countOnDisk(name)).toBeLessThanOrEqual(1_000);
      const left = await all(tabs[0]!.keys());
      expect(left.filter((key) => key.startsWith('tab')).length).toBe(100 * count);
      expect(left.length).toBeGreaterThanOrEqual(Math.floor((1_000 * 2) / 3));
    },
  );

  test('tabs that lower the bound bring the entries to it, and no further', async () => {
    const { open, openTab, name } = setUpCulled();
    await open({ maxEntries: null }).setMany(numbered('old', 2_000));
    const tabs: UntypedCache[] = [];
    for (let n = 0; n < 4; n++) tabs.push(await openTab({ maxEntries: 1_000 }));
    await Promise.all(tabs.map((tab, n) => tab.set(`tab ${n}`, n)));
    await expect.poll(() => countOnDisk(name)).toBeLessThanOrEqual(1_004);
    for (let turn = 0; turn < 200; turn++) await new Promise((resume) => setImmediate(resume));
    expect(await countOnDisk(name)).toBeGreaterThanOrEqual(990);
  });
});

test('all that has expired goes first, and spares what lives', async () => {
  const { open, clock, name } = setUpCulled();
  const cache = open({ maxEntries: 1_000 });
  await cache.setMany(numbered('live', 290), null);
  await cache.setMany(numbered('expired', 700), 10);
  clock.advance(10);
  await cache.setMany(numbered('new', 100), null);
  await settlesAt(name, 390);
});

test('a cull reads no more keys than it removes', async () => {
  const { open, name } = setUpCulled();
  const cache = open({ maxEntries: 3_000 });
  await cache.setMany(numbered('old', 1_000), null);
  let found = 0;
  const getAllKeys = IDBIndex.prototype.getAllKeys;
  vi.spyOn(IDBIndex.prototype, 'getAllKeys').mockImplementation(function (
    this: IDBIndex,
    ...query
  ) {
    const request = getAllKeys.apply(this, query);
    request.addEventListener('success', () => {
      found += request.result.length;
    });
    return request;
  });
  await cache.setMany(numbered('new', 2_500), null);
  await settlesAt(name, 2_500);
  expect(found).toBeLessThanOrEqual(1_000);
}, 20_000);

test('lowering the bound removes in slices, and others write in between', async () => {
  const { open, name } = setUpCulled();
  await open({ maxEntries: null }).setMany(numbered('k', 2_000));
  const removed = removedByTransaction();
  await open({ maxEntries: 1_000 }).set('last', 1);
  await settlesAt(name, 1_000);
  const [first, ...others] = removed();
  expect(first).toBeLessThanOrEqual(500);
  expect(Math.max(...others)).toBeLessThanOrEqual(LARGEST_SLICE);
});

test('the bound holds while batches come as fast as they can', async () => {
  const { open, name } = setUpCulled();
  const cache = open({ maxEntries: 1_000 });
  const sizes: number[] = [];
  for (let batch = 0; batch < 30; batch++) {
    await cache.setMany(numbered(`${batch} `, 300));
    sizes.push(await countOnDisk(name));
  }
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000 * 1.05 + 300);
}, 20_000);

test('what was just written is kept under a clock that was set back', async () => {
  const { open, clock, name } = setUpCulled();
  const cache = open({ maxEntries: 100 });
  await cache.setMany(numbered('old', 100), null);
  clock.advance(-30);
  await cache.setMany(numbered('new', 20), null);
  await expect.poll(() => countOnDisk(name)).toBeLessThanOrEqual(100);
  expect((await all(cache.keys())).filter((key) => key.startsWith('new')).length).toBe(20);
});

test('an entry that is written while a cull is under way is kept', async () => {
  const { open, clock, name } = setUpCulled();
  const cache = open({ maxEntries: 1_000, cullFrequency: 1 });
  await cache.setMany(numbered('k', 1_000), null);
  clock.advance(10);
  await cache.setMany(numbered('due', 20), null);
  for (const [key, n] of numbered('during', 50)) await cache.set(key, n, null);
  await settlesAt(name, 70);
  expect(await onDisk(name, ':1:during49')).toBe(49);
});

describe('more entries at once than the bound', () => {
  test.each([
    ['IndexedDB', indexedDBStore],
    ['memory', memoryStore],
  ])('one error event says how many were dropped by %s', async (_, store) => {
    const { open } = setUpCulled();
    const cache = open({ maxEntries: 100, store: store() });
    const errors: CacheError[] = [];
    cache.addEventListener('error', ({ error }) => errors.push(error));
    await cache.setMany(numbered('k', 100), null);
    await cache.setMany(numbered('k', 150), null);
    expect((await all(cache.keys())).length).toBe(100);
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['capacity', expect.stringContaining('50 of 150 entries')],
    ]);
  });
});
