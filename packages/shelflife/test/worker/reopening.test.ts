/** What is known of a database outlives the sessions in the worker. */
import { IDBFactory } from 'fake-indexeddb';
import { createCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import 'fake-indexeddb/auto';
import { startServing } from '../support/in-thread.js';

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const worker = () => startServing() as unknown as Worker;

test('a database that has worked is not replaced after close() when it fails to open', async () => {
  const cache = createCache({ name: 'reopened', store: workerStore({ worker }), memory: false });
  await cache.set('a', 1);
  await cache.close();
  const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('no', 'UnknownError');
  });
  await expect(cache.set('a', 2)).rejects.toMatchObject({ code: expect.any(String) });
  open.mockRestore();
  await cache.close();
  expect(await cache.get('a')).toBe(1);
  await cache.destroy();
});

test('destroy() deletes the database if the work is done in the page', async () => {
  const start = () => {
    throw new Error('no workers');
  };
  const cache = createCache({ name: 'in page', store: workerStore({ worker: start }) });
  await cache.set('a', 1);
  expect(await indexedDB.databases()).toHaveLength(1);
  await cache.destroy();
  expect(await indexedDB.databases()).toEqual([]);
});

test('destroy() deletes the database if it is the first call', async () => {
  const first = createCache({ name: 'destroyed', store: workerStore({ worker }) });
  await first.set('a', 1);
  await first.close();
  const cache = createCache({ name: 'destroyed', store: workerStore({ worker }) });
  await cache.destroy();
  expect(await indexedDB.databases()).toEqual([]);
});
