/** Large buffers are handed over to the worker, but not those that somebody reads from memory still. */
import 'fake-indexeddb/auto';
import { createCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { expect, test } from 'vitest';
import { startServing } from '../support/in-thread.js';

const BYTES = 100_000;

function open(name: string, acknowledge: 'committed' | 'queued') {
  const store = workerStore({ worker: () => startServing() as unknown as Worker });
  return createCache({ name, store, acknowledge });
}

test('what is queued stays readable, also where its batch has other calls', async () => {
  const cache = open('queued buffers', 'queued');
  await cache.get('opens it');
  const set = cache.set('a', new ArrayBuffer(BYTES));
  let isCommitted = false;
  const inItsBatch = cache.get('b').then(() => {
    isCommitted = true;
  });
  while (!isCommitted) {
    expect((await cache.get<ArrayBuffer>('a'))?.byteLength).toBe(BYTES);
    await new Promise((resume) => setImmediate(resume));
  }
  await Promise.all([set, inItsBatch]);
  expect((await cache.get<ArrayBuffer>('a'))?.byteLength).toBe(BYTES);
  await cache.destroy();
});

test('what a loader gave is whole for its callers, and a value stays whole for who set it', async () => {
  const cache = open('whole buffers', 'committed');
  const mine = new ArrayBuffer(BYTES);
  const [loaded] = await Promise.all([
    cache.getOrSet('a', () => new ArrayBuffer(BYTES)),
    cache.set('b', mine),
  ]);
  expect([loaded.byteLength, mine.byteLength]).toEqual([BYTES, BYTES]);
  expect((await cache.get<ArrayBuffer>('b'))?.byteLength).toBe(BYTES);
  await cache.destroy();
});
