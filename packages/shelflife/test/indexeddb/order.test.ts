/** A batch that has to be done again keeps its place: before what was asked after it, or not at all. */
import 'fake-indexeddb/auto';
import { type CacheError, createCache, indexedDBStore } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';
import { onDisk } from '../support/behind.js';

const page = new EventTarget();
let name = '';
let names = 0;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A cache in a page whose events the test dispatches, with 0 under `k`. */
async function open(acknowledge?: 'queued') {
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  name = `order ${++names}`;
  const cache = createCache({ name, store: indexedDBStore(), ...(acknowledge && { acknowledge }) });
  await cache.set('k', 0);
  await cache.flush();
  return cache;
}

const leave = () => page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));

/** The connection is found to be lost by the next transaction. */
function loseConnection(): Promise<void> {
  return new Promise((lost) => {
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      lost();
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    });
  });
}

test('a write whose connection is lost comes before one sent urgently after it', async () => {
  const cache = await open('queued');
  const lost = loseConnection();
  await cache.set('k', 1);
  const flushed = cache.flush();
  await lost;
  await cache.set('k', 2);
  leave();
  await flushed;
  await cache.flush();
  expect([await cache.get('k'), await onDisk(name, ':1:k')]).toEqual([2, 2]);
  await cache.destroy();
});

test('a read whose connection is lost does not see what is written after it', async () => {
  const cache = await open();
  const uncached = createCache({ name, store: indexedDBStore(), memory: false });
  await uncached.get('k');
  const lost = loseConnection();
  const got = uncached.get('k');
  await lost;
  const set = uncached.set('k', 1);
  expect(await got).toBe(0);
  await set;
  expect(await onDisk(name, ':1:k')).toBe(1);
  await uncached.close();
  await cache.destroy();
});

test('nor does a read that could not open the database at once', async () => {
  const cache = await open();
  await cache.close();
  const uncached = createCache({ name, store: indexedDBStore(), memory: false });
  const failed = new Promise<void>((resolve) => {
    vi.spyOn(IDBFactory.prototype, 'open').mockImplementationOnce(() => {
      resolve();
      throw new DOMException('Internal error opening backing store', 'UnknownError');
    });
  });
  const got = uncached.get('k');
  await failed;
  await new Promise((resume) => setImmediate(resume));
  const set = uncached.set('k', 1);
  expect(await got).toBe(0);
  await set;
  await uncached.close();
  await cache.destroy();
});

test('a batch done again in parts comes before one sent urgently after it', async () => {
  const cache = await open('queued');
  const { put } = IDBObjectStore.prototype;
  const refused = new Promise<void>((resolve) => {
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      record,
    ) {
      if (record.key !== ':1:large') return put.call(this, record);
      resolve();
      throw new DOMException('full', 'QuotaExceededError');
    });
  });
  await cache.setMany({ k: 1, large: 1 });
  const flushed = cache.flush().catch(({ code }: CacheError) => code);
  await refused;
  await cache.set('k', 2);
  leave();
  expect(await flushed).toBe('capacity');
  await cache.flush();
  expect([await cache.get('k'), await onDisk(name, ':1:k')]).toEqual([2, 2]);
  await cache.destroy();
});

test('what was overtaken by a later write is not done again', async () => {
  const cache = await open('queued');
  const { transaction } = IDBDatabase.prototype;
  const made: IDBTransaction[] = [];
  const sent = new Promise<void>((resolve) => {
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
      this: IDBDatabase,
      ...given
    ) {
      const length = made.push(transaction.apply(this, given));
      // The first one is aborted alone, when the next one is under way on the same connection.
      if (length === 2) made[0]!.abort();
      resolve();
      return made.at(-1)!;
    });
  });
  const counted = cache.incr('k').catch(({ code }: CacheError) => code);
  await sent;
  await cache.set('k', 5);
  leave();
  expect(await counted).toBe('connection');
  await cache.flush();
  expect([await cache.get('k'), await onDisk(name, ':1:k')]).toEqual([5, 5]);
  await cache.destroy();
});
