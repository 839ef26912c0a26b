/** Batches of thousands: their requests are made a portion at a time, and they are one transaction still. */
import 'fake-indexeddb/auto';
import { type Cache, type CacheOptions, createCache, indexedDBStore } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';

const MANY = 3000;

const entries = Array.from({ length: MANY }, (_, n): [string, number] => [`k${n}`, n]);
const keys = entries.map(([key]) => key);

afterEach(() => {
  vi.restoreAllMocks();
});

function open(options?: CacheOptions): Cache {
  return createCache({ store: indexedDBStore(), maxEntries: null, memory: false, ...options });
}

/** How many entries were put without a pause, each time; `spoil` may throw. */
function watchPuts(spoil: (key: string) => void = () => {}): number[] {
  const bursts: number[] = [];
  let isGoingOn = false;
  const { put } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    record,
    key,
  ) {
    if (!isGoingOn) {
      isGoingOn = true;
      bursts.push(0);
      queueMicrotask(() => {
        isGoingOn = false;
      });
    }
    bursts[bursts.length - 1]!++;
    spoil(record.key);
    return put.call(this, record, key);
  });
  return bursts;
}

const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);

test('others have their turn between the portions', async () => {
  const bursts = watchPuts();
  const cache = open({ name: 'portions' });
  expect(await cache.setMany(entries)).toEqual([]);
  expect(sum(bursts)).toBe(MANY);
  expect(Math.max(...bursts)).toBeLessThanOrEqual(512);
  expect(Object.keys(await cache.getMany(keys)).length).toBe(MANY);
  await cache.destroy();
});

test('queued writes are issued in one task, because the page may leave', async () => {
  const bursts = watchPuts();
  const cache = open({ name: 'whole', acknowledge: 'queued' });
  await cache.setMany(entries);
  await cache.flush();
  expect(bursts).toEqual([MANY]);
  await cache.destroy();
});

test('it is one transaction, broadcast once after the last put and before the commit', async () => {
  const cache = open({ name: 'one' });
  await cache.get('opens it');
  const order: string[] = [];
  const bursts = watchPuts();
  vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(({ change }) => {
    order.push(`${change.keys?.length} told after ${sum(bursts)}`);
  });
  const { commit } = IDBTransaction.prototype;
  vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(function (this: IDBTransaction) {
    order.push('commit');
    commit.call(this);
  });
  await cache.setMany(entries);
  expect(order).toEqual([`${MANY} told after ${MANY}`, 'commit']);
  await cache.destroy();
});

test('a value that is refused in a later portion is refused alone', async () => {
  const cache = open({ name: 'refused' });
  watchPuts((key) => {
    if (key === ':1:k2500') throw new DOMException('no', 'DataCloneError');
  });
  expect(await cache.setMany(entries)).toEqual(['k2500']);
  expect(Object.keys(await cache.getMany(keys)).length).toBe(MANY - 1);
  await cache.destroy();
});

test('a clear after thousands of sets in its tick leaves none of them', async () => {
  const cache = open({ name: 'cleared' });
  const stored = cache.setMany(entries);
  await Promise.all([stored, cache.clear()]);
  expect(await cache.getMany(keys)).toEqual(Object.create(null));
  await cache.destroy();
});

test.each([
  ['built-in keys', undefined],
  ['keys of a function', (key: string, prefix: string) => `${key} of ${prefix}`],
])("and so does a namespace's, with %s", async (_, keyFunction) => {
  const cache = open({ name: `namespace, ${_}`, keyFunction });
  const [mine, other] = [cache.namespace('mine'), cache.namespace('other')];
  await mine.setMany(entries.slice(0, 1500));
  const stored = [mine.setMany(entries), other.setMany(entries)];
  await Promise.all([...stored, mine.clear()]);
  expect(await mine.getMany(keys)).toEqual(Object.create(null));
  expect(Object.keys(await other.getMany(keys)).length).toBe(MANY);
  await cache.destroy();
});
