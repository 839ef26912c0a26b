/** Databases of earlier formats: left alone while their code runs, deleted afterwards. */
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { createCache, indexedDBStore } from 'shelflife';
import { expect, test, vi } from 'vitest';

const names = async () => (await indexedDB.databases()).map(({ name }) => name).sort();

async function createOld(name: string) {
  const db = await openDB(name, 1, { upgrade: (db) => void db.createObjectStore('entries') });
  db.close();
}

test('the database of an earlier format is deleted, and no other', async () => {
  for (const name of ['shelflife/1/mine', 'shelflife/1/other', 'unrelated']) await createOld(name);
  const store = indexedDBStore({ sweepInterval: 0.001 });
  const cache = createCache({ name: 'mine', store });
  await cache.set('k', 1);
  const left = ['shelflife/1/other', 'shelflife/2/mine', 'unrelated'];
  await expect.poll(names).toEqual(left);
  expect(await cache.get('k')).toBe(1);
  await cache.close();
});

test('where databases cannot be listed none is deleted, and the cache works', async () => {
  await createOld('shelflife/1/unlisted');
  vi.spyOn(IDBFactory.prototype, 'databases').mockRejectedValue(new Error('not here'));
  const swept = vi.spyOn(IDBIndex.prototype, 'getAllKeys');
  const cache = createCache({ name: 'unlisted', store: indexedDBStore({ sweepInterval: 0.001 }) });
  await cache.set('k', 1);
  await expect.poll(() => swept.mock.calls.length).toBeGreaterThan(0);
  expect(await cache.get('k')).toBe(1);
  vi.restoreAllMocks();
  expect(await names()).toContain('shelflife/1/unlisted');
  await cache.destroy();
});
