/** Reads of many records: by range where that pays, and no request so long that it looks like a stall. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';

const BOUND = 320;

afterEach(() => {
  vi.restoreAllMocks();
});

/** How many records each range read brought, and how many were read one by one. */
function watchReads() {
  const seen = { ranges: [] as number[], single: 0 };
  const { getAll, get } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(function (
    this: IDBObjectStore,
    ...given
  ) {
    const request = getAll.apply(this, given);
    request.addEventListener('success', () => seen.ranges.push(request.result.length));
    return request;
  });
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
    this: IDBObjectStore,
    key,
  ) {
    seen.single++;
    return get.call(this, key);
  });
  return seen;
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `k${n}`);

async function filled(name: string, keys: readonly string[]) {
  const cache = createCache({ name, store: indexedDBStore(), memory: false, maxEntries: null });
  await cache.setMany(keys.map((key) => [key, key] as const));
  return cache;
}

test('thousands that lie together come in ranges of a bounded size', async () => {
  const keys = numbered(2_000);
  const cache = await filled('together', keys);
  const seen = watchReads();
  expect(Object.keys(await cache.getMany(keys)).length).toBe(2_000);
  expect(Math.max(...seen.ranges)).toBeLessThanOrEqual(BOUND);
  expect(seen).toMatchObject({ single: 0 });
  await cache.destroy();
});

test('keys that are far apart are read one by one after the first range', async () => {
  const keys = numbered(2_000);
  const cache = await filled('apart', keys);
  const wanted = keys.filter((_, n) => n % 4 === 0);
  const seen = watchReads();
  expect(Object.keys(await cache.getMany(wanted)).sort()).toEqual(wanted.sort());
  expect(seen.ranges).toEqual([BOUND]);
  await cache.destroy();
});

test('a range that turns sparse is finished one by one, and nothing is missed', async () => {
  const keys = numbered(2_000).sort();
  const cache = await filled('sparse', keys);
  const wanted = keys.filter((_, n) => n < 300 || n % 8 === 0);
  const seen = watchReads();
  expect(Object.keys(await cache.getMany(wanted)).sort()).toEqual(wanted);
  expect(seen.ranges.length).toBe(2);
  expect(seen.single).toBeLessThan(wanted.length - 256);
  await cache.destroy();
});
