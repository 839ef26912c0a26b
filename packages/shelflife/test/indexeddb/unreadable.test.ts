/** Records that cannot be read are removed, and nothing that was written over them in the meantime. */
import 'fake-indexeddb/auto';
import { type CacheOptions, createCache, indexedDBStore } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';
import { fulfil, lease } from '../../src/testing/sessions/fixture.js';
import { keysOnDisk, onDisk } from '../support/behind.js';
import { openSession } from '../support/sessions.js';

const BROKEN = 'broken';

let name = '';
let names = 0;
const underWay = new Set<IDBTransaction>();
/** Called when a record turns out to be unreadable. */
let discovered = () => {};

afterEach(() => {
  vi.restoreAllMocks();
  discovered = () => {};
});

const open = (options?: CacheOptions) =>
  createCache({ name, store: indexedDBStore(), memory: false, ...options });

/** Until no transaction is under way any more. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < 20 || underWay.size > 0; turns++)
    await new Promise((resume) => setImmediate(resume));
}

/** A cache with unreadable records under `keys`. As in Chromium, a transaction that met one aborts at its end. */
async function broken(...keys: string[]) {
  name = `unreadable ${++names}`;
  const cache = open();
  await cache.setMany(Object.fromEntries(['a', 'z'].map((key) => [key, key])));
  for (const key of keys) await cache.set(key, BROKEN);
  const reads = new Map<IDBTransaction, number>();
  const spoilt = new Set<IDBTransaction>();
  const { get } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
    this: IDBObjectStore,
    key,
  ) {
    const request = get.call(this, key);
    const { transaction } = this;
    reads.set(transaction, (reads.get(transaction) ?? 0) + 1);
    request.addEventListener('success', (event) => {
      reads.set(transaction, reads.get(transaction)! - 1);
      if ([request.result?.value, request.result?.holder].includes(BROKEN)) {
        event.stopImmediatePropagation();
        spoilt.add(transaction);
        discovered();
        const error = new DOMException('Data lost due to missing file.', 'NotReadableError');
        Object.defineProperty(request, 'error', { value: error });
        request.onerror?.(new Event('error'));
      }
      const isRead = reads.get(transaction) === 0 && transaction.mode === 'readonly';
      if (isRead && spoilt.has(transaction)) transaction.abort();
    });
    return request;
  });
  const { commit } = IDBTransaction.prototype;
  vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(function (this: IDBTransaction) {
    if (spoilt.has(this)) this.abort();
    else commit.call(this);
  });
  const { transaction } = IDBDatabase.prototype;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    ...given
  ) {
    const made = transaction.apply(this, given);
    underWay.add(made);
    for (const end of ['complete', 'abort'])
      made.addEventListener(end, () => underWay.delete(made));
    return made;
  });
  return cache;
}

test('they miss, an event reports it, and they are removed', async () => {
  const cache = await broken('k', 'l');
  const errors: unknown[] = [];
  cache.addEventListener('error', ({ error }) => errors.push(error.code));
  expect({ ...(await cache.getMany(['a', 'k', 'l'])) }).toEqual({ a: 'a' });
  expect(errors).toEqual(['corrupt', 'corrupt']);
  await quiet();
  vi.restoreAllMocks();
  expect([await onDisk(name, ':1:k'), await onDisk(name, ':1:l')]).toEqual([undefined, undefined]);
  expect([await onDisk(name, ':1:a'), await onDisk(name, ':1:z')]).toEqual(['a', 'z']);
  await cache.destroy();
});

test('a write that meets one is done as if there were none', async () => {
  const cache = await broken('k', 'l', 'm');
  expect(await Promise.all([cache.add('k', 1), cache.delete('l'), cache.touch('m')])).toEqual([
    true,
    false,
    false,
  ]);
  await quiet();
  vi.restoreAllMocks();
  expect([await onDisk(name, ':1:k'), await onDisk(name, ':1:l')]).toEqual([1, undefined]);
  await cache.destroy();
});

test('a set that is made while one is found stays', async () => {
  const cache = await broken('k');
  const got = cache.get('k', 'miss');
  await Promise.resolve();
  const set = cache.set('k', 'new');
  expect(await got).toBe('miss');
  await set;
  await quiet();
  expect(await onDisk(name, ':1:k')).toBe('new');
  await cache.destroy();
});

test("so does another tab's, before a write that met one is done again", async () => {
  const cache = await broken('k');
  const other = open();
  await other.get('a');
  let theirs: Promise<void> | undefined;
  discovered = () => {
    theirs ??= other.set('k', 'theirs');
  };
  expect(await cache.add('k', 'mine')).toBe(false);
  await theirs;
  await quiet();
  expect(await onDisk(name, ':1:k')).toBe('theirs');
  await other.close();
  await cache.destroy();
});

test('a lease that cannot be read is missing, and raises no event', async () => {
  const cache = await broken('k');
  const { run, failures, session } = openSession(indexedDBStore(), name);
  await run(lease('l', BROKEN), lease('m', 'one'));
  const [taken, stored] = await run(lease('l', 'two'), fulfil('m', 'one', 'loaded'));
  expect([taken?.lease?.token, stored?.isStored]).toEqual(['token of two', true]);
  expect((await run(fulfil('l', 'two', 'loaded')))[0]?.isStored).toBe(true);
  await quiet();
  vi.restoreAllMocks();
  expect(await keysOnDisk(name, 'leases')).toEqual([]);
  expect(failures).toEqual([]);
  await session.close();
  await cache.destroy();
});
