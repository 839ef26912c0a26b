/** Clears and listings of many entries go in pages, so that each request counts as progress. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore, type UntypedCache } from 'shelflife';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { all } from '../../src/testing/fixture.js';

const MANY = 12_000;
const LARGEST_PAGE = 5_000;

/** Django's format, and one whose keys say nothing of where they belong. */
const KEY_FUNCTIONS = {
  "Django's": (key: string, prefix: string, version: number) => `${prefix}:${version}:${key}`,
  'a scrambling': (key: string, prefix: string, version: number) => `${key}@${version}@${prefix}`,
};

let names = 0;
let cache: UntypedCache;

function open(options = {}): void {
  cache = createCache({
    name: `pages ${++names}`,
    store: indexedDBStore(),
    memory: false,
    maxEntries: null,
    ...options,
  });
}

async function fill(view: UntypedCache, count = MANY): Promise<void> {
  await view.setMany(Array.from({ length: count }, (_, n) => [`k${n}`, n] as const));
}

/** How many entries each request removed by `delete(range)`. */
function removedByRange(): number[] {
  const removed: number[] = [];
  const remove = IDBObjectStore.prototype.delete;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (
    this: IDBObjectStore,
    query,
  ) {
    if (query instanceof IDBKeyRange) {
      const counted = this.count(query);
      counted.onsuccess = () => removed.push(counted.result);
    }
    return remove.call(this, query);
  });
  return removed;
}

beforeEach(() => open());

afterEach(async () => {
  vi.restoreAllMocks();
  await cache.destroy();
});

test('a clear removes no more than a page with one request, and everything in one transaction', async () => {
  await fill(cache);
  const removed = removedByRange();
  const clear = vi.spyOn(IDBObjectStore.prototype, 'clear');
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await cache.clear();
  expect(transaction.mock.calls.length).toBe(1);
  expect(clear).not.toHaveBeenCalled();
  expect(Math.max(...removed)).toBeLessThanOrEqual(LARGEST_PAGE);
  expect(removed.reduce((sum, count) => sum + count, 0)).toBe(MANY);
  expect(await all(cache.keys({ all: true }))).toEqual([]);
}, 20_000);

test('keys are listed in pages', async () => {
  await fill(cache);
  const found: number[] = [];
  const getAllKeys = IDBObjectStore.prototype.getAllKeys;
  vi.spyOn(IDBObjectStore.prototype, 'getAllKeys').mockImplementation(function (
    this: IDBObjectStore,
    ...query
  ) {
    const request = getAllKeys.apply(this, query);
    request.addEventListener('success', () => found.push(request.result.length));
    return request;
  });
  expect((await all(cache.keys())).length).toBe(MANY);
  expect(Math.max(...found)).toBeLessThanOrEqual(LARGEST_PAGE);
}, 20_000);

for (const [format, keyFunction] of Object.entries(KEY_FUNCTIONS)) {
  test(`a namespace with ${format} keyFunction is cleared, and nothing beside it`, async () => {
    open({ keyFunction });
    const [one, other] = [cache.namespace('a'), cache.namespace('b')];
    await fill(one, 50);
    await fill(other, 50);
    await one.clear();
    expect([await one.has('k7'), await other.has('k7')]).toEqual([false, true]);
    expect((await all(other.keys())).length).toBe(50);
  });
}

test("a namespace with Django's keyFunction is cleared with few requests", async () => {
  open({ keyFunction: KEY_FUNCTIONS["Django's"] });
  const view = cache.namespace('a');
  await fill(view, 500);
  const remove = vi.spyOn(IDBObjectStore.prototype, 'delete');
  await view.clear();
  expect(remove.mock.calls.length).toBeLessThan(10);
});

test('an entry that belongs elsewhere is spared, though its key lies within the namespace', async () => {
  open({ keyFunction: (key: string) => `a:1:${key}` });
  const stranger = cache.namespace('b');
  await stranger.set('k5', 'kept');
  await cache.namespace('a').set('k1', 1);
  await cache.namespace('a').set('k9', 1);
  await cache.namespace('a').clear();
  expect(await all(cache.keys({ all: true }))).toEqual(['k5']);
  expect(await stranger.get('k5')).toBe('kept');
});
