/** Culls by bytes: by sizes in an index, in slices, and no further than they must. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { openDB } from 'idb';
import type { UntypedCache } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';
import { databaseName } from '../../src/stores/indexeddb/schema.js';
import { all } from '../../src/testing/fixture.js';
import { countOnDisk } from '../support/behind.js';
import { setUpCulled } from '../support/culled.js';

/** The sizes in the index, and how many entries there are. */
async function sizesOnDisk(name: string) {
  const db = await openDB(databaseName(name));
  const records = await db.getAll('entries');
  const sized = await db.countFromIndex('entries', 'size');
  db.close();
  return { records, sized };
}

/** Entries of 1,000 bytes and some more each. */
const numbered = (prefix: string, count: number, length = 440) =>
  Array.from({ length: count }, (_, n) => [`${prefix}${n}`, 'x'.repeat(length)] as const);

async function settlesBelow(cache: UntypedCache, bytes: number): Promise<void> {
  await expect
    .poll(async () => (await cache.size()).bytes, { timeout: 20_000 })
    .toBeLessThan(bytes);
}

afterEach(() => vi.restoreAllMocks());

test('without maxBytes no size is stored, and nothing is measured', async () => {
  const { open, name } = setUpCulled();
  const counted = vi.spyOn(IDBIndex.prototype, 'count');
  const cache = open();
  await cache.setMany(numbered('k', 100));
  await cache.touch('k1', 60);
  expect(counted).not.toHaveBeenCalled();
  const { records, sized } = await sizesOnDisk(name);
  expect([records.filter(({ size }) => size !== undefined).length, sized]).toEqual([0, 0]);
});

test('the size stays with an entry, whatever writes it', async () => {
  const { open, name } = setUpCulled();
  const cache = open({ maxBytes: 1_000_000 });
  await cache.setMany({ number: 1, text: 'x'.repeat(100), large: 'x'.repeat(40_000) }, 60);
  await cache.set('bytes', new Uint8Array(50_000), 60);
  await cache.incr('number');
  for (const key of ['text', 'large', 'bytes']) await cache.touch(key, 120);
  await cache.incrVersion('large');
  const { records } = await sizesOnDisk(name);
  const sizes = Object.fromEntries(records.map(({ key, size }) => [key, Math.round(size / 100)]));
  expect(sizes).toEqual({ ':1:number': 1, ':1:text': 3, ':2:large': 801, ':1:bytes': 501 });
});

test('size() is at most 3 % off for sizes of any distribution', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(fc.nat(100), fc.nat(5_000), fc.constant(300), fc.integer({ min: 0, max: 20_000 })),
        { maxLength: 60 },
      ),
      async (lengths) => {
        const { open } = setUpCulled();
        const cache = open({ maxBytes: 1e9 });
        await cache.setMany(lengths.map((length, n) => [`k${n}`, 'x'.repeat(length)] as const));
        const { entries, bytes } = await cache.size();
        const truth = lengths.reduce(
          (sum, length, n) => sum + 100 + 2 * length + 2 * `:1:k${n}`.length,
          0,
        );
        expect(entries).toBe(lengths.length);
        expect(Math.abs(bytes - truth)).toBeLessThanOrEqual(truth * 0.03);
        await cache.close();
      },
    ),
    { numRuns: 30 },
  );
});

test('lowering the bound removes in slices, down to the target and no further', async () => {
  const { open, clock, name } = setUpCulled();
  await open().setMany(numbered('k', 1_500));
  clock.advance(1);
  const before = await open().size();
  const small = open({ maxBytes: before.bytes / 2, cullFrequency: 4 });
  await small.set('last', 1);
  await settlesBelow(small, before.bytes * 0.376);
  for (let turn = 0; turn < 200; turn++) await new Promise((resume) => setImmediate(resume));
  expect(await countOnDisk(name)).toBeGreaterThan(1_500 * 0.35);
  expect(await small.has('last')).toBe(true);
}, 60_000);

test('a few old entries that are large do not take many small ones with them', async () => {
  const { open, clock } = setUpCulled();
  const cache = open({ maxBytes: 1_500_000, cullFrequency: 10 });
  await cache.setMany(numbered('large ', 10, 50_000));
  clock.advance(1);
  for (let n = 0; n < 3; n++) await cache.setMany(numbered(`small ${n} `, 100));
  clock.advance(1);
  await cache.set('last', 'x'.repeat(150_000));
  await settlesBelow(cache, 1_500_000);
  const keys = await all(cache.keys());
  expect(keys.filter((key) => key.startsWith('small')).length).toBeGreaterThan(280);
});

test('small entries that were just written stay when one large old entry is enough', async () => {
  const { open, clock, name } = setUpCulled();
  const cache = open({ maxBytes: 20_000 });
  await cache.set('large', 'x'.repeat(8_000));
  clock.advance(1);
  await cache.setMany(numbered('small', 10));
  await expect.poll(() => countOnDisk(name)).toBeLessThan(11);
  expect((await all(cache.keys())).length).toBe(10);
});

test('of entries of one moment, those of another cache object go before what was just written', async () => {
  const { open, name } = setUpCulled();
  const other = open({ maxBytes: 20_000 });
  const cache = open({ maxBytes: 20_000 });
  for (const [key, value] of numbered('old', 15)) await other.set(key, value);
  await cache.setMany(numbered('new', 10));
  await expect.poll(() => countOnDisk(name)).toBeLessThan(20);
  expect((await all(cache.keys({ prefix: 'new' }))).length).toBe(10);
});

test('a bound that allows many entries is measured without the write lock first', async () => {
  const modes: IDBTransactionMode[] = [];
  const count = IDBIndex.prototype.count;
  vi.spyOn(IDBIndex.prototype, 'count').mockImplementation(function (this: IDBIndex, ...query) {
    modes.push(this.objectStore.transaction.mode);
    return count.apply(this, query);
  });
  const { open } = setUpCulled();
  const cache = open({ maxEntries: null, maxBytes: 1e9 });
  await cache.setMany(numbered('k', 10));
  await expect.poll(() => modes.length).toBeGreaterThan(0);
  expect(modes[0]).toBe('readonly');
});

test('far below the bound, writes measure nothing', async () => {
  const { open } = setUpCulled();
  const cache = open({ maxBytes: 10_000_000 });
  const measured = vi.spyOn(IDBIndex.prototype, 'openKeyCursor');
  await cache.set('first', 1);
  await expect.poll(() => measured.mock.calls.length).toBe(2);
  for (const [key, value] of numbered('k', 100)) await cache.set(key, value);
  expect(measured.mock.calls.length).toBe(2);
});

test('entries that were written without maxBytes are read, and culled like others', async () => {
  const { open, clock } = setUpCulled();
  await open().setMany(numbered('old', 600));
  clock.advance(1);
  const cache = open({ maxBytes: 300_000 });
  await cache.set('new', 'x');
  await settlesBelow(cache, 300_000);
  expect(await cache.has('new')).toBe(true);
}, 30_000);

test('four tabs that write at once stay within the bound', async () => {
  const { openTab, open } = setUpCulled();
  const maxBytes = 400_000;
  const tabs: UntypedCache[] = [];
  for (let n = 0; n < 4; n++) tabs.push(await openTab({ maxBytes }));
  let most = 0;
  const write = async (tab: UntypedCache, at: number) => {
    for (let n = 0; n < 60; n++) {
      await tab.setMany(numbered(`${at} ${n} `, 10, (n * 97) % 900));
      if (n % 10 === 0) most = Math.max(most, (await open().size()).bytes);
    }
  };
  await Promise.all(tabs.map(write));
  expect(most).toBeLessThanOrEqual(maxBytes * 1.1 + 4 * 20_000);
  await settlesBelow(tabs[0]!, maxBytes * 1.05);
  for (const tab of tabs) await tab.close();
}, 60_000);
