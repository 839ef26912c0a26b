/** A cache that is no longer referenced is garbage-collected, and its connection is closed. */
import 'fake-indexeddb/auto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createCache, indexedDBStore } from 'shelflife';
import { expect, test } from 'vitest';
import { isOpenHere } from '../../src/stores/indexeddb/shared-database.js';

setFlagsFromString('--expose_gc');
const collectGarbage: () => void = runInNewContext('gc');

async function useAndDrop(name: string): Promise<WeakRef<object>> {
  const cache = createCache({ name, store: indexedDBStore() });
  await cache.set('k', 1, null);
  await cache.get('k');
  return new WeakRef(cache);
}

async function collected(...refs: WeakRef<object>[]): Promise<void> {
  await expect
    .poll(
      () => {
        collectGarbage();
        return refs.filter((ref) => ref.deref()).length;
      },
      { timeout: 15_000 },
    )
    .toBe(0);
}

test('unreferenced caches are collected, and the last one closes the database', async () => {
  const refs = [await useAndDrop('dropped'), await useAndDrop('dropped')];
  expect(isOpenHere('shelflife/2/dropped')).toBe(true);
  await collected(...refs);
  await expect.poll(() => isOpenHere('shelflife/2/dropped')).toBe(false);
}, 20_000);

test('a cache in use still receives changes after other caches of its name are collected', async () => {
  const cache = createCache({ name: 'beside', store: indexedDBStore() });
  await cache.set('k', 'old', null);
  await collected(await useAndDrop('beside'));
  expect(await cache.get('k')).toBe(1);
  const other = createCache({ name: 'beside', store: indexedDBStore() });
  await other.set('k', 2);
  expect(await cache.get('k')).toBe(2);
}, 20_000);
