/** A database with parts missing, as after an interrupted upgrade, is completed on opening. */
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { createCache, indexedDBStore } from 'shelflife';
import { describe, expect, test } from 'vitest';
import { all } from '../../src/testing/fixture.js';

describe.each(['expires', 'written', 'address', 'size'])('without the index %s', (missing) => {
  test('the index is created, and the entries are kept', async () => {
    const name = `without ${missing}`;
    const cache = createCache({ name, store: indexedDBStore(), memory: false });
    await cache.set('k', 'kept');
    await cache.close();
    const upgrade = await openDB(`shelflife/2/${name}`, 7, {
      upgrade: (_db, _from, _to, tx) => tx.objectStore('entries').deleteIndex(missing),
    });
    upgrade.close();
    expect(await cache.get('k')).toBe('kept');
    expect(await all(cache.keys())).toEqual(['k']);
    await cache.namespace('n').clear();
    await cache.destroy();
  });
});
