/** Direct access to a cache's database: what is stored, changes without a broadcast, and held locks. */

import { decode } from '../../src/model/codec/encode.js';

function promised<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The keys in one of the object stores: `entries`, `bodies` or `leases`. */
export async function keysOnDisk(name: string, store: string): Promise<IDBValidKey[]> {
  const db = await promised(indexedDB.open(`shelflife/2/${name}`));
  const keys = await promised(db.transaction(store).objectStore(store).getAllKeys());
  db.close();
  return keys;
}

async function entriesOf(name: string, mode: IDBTransactionMode) {
  const db = await promised(indexedDB.open(`shelflife/2/${name}`));
  return { db, entries: db.transaction('entries', mode).objectStore('entries') };
}

/** The stored value; `undefined` if there is none. */
export async function onDisk(name: string, key: string): Promise<unknown> {
  const { db, entries } = await entriesOf(name, 'readonly');
  const record = await promised(entries.get(key));
  db.close();
  return record && decode(record);
}

/** Changes an entry's value without a broadcast: a cache that still answers the old value has it in memory. */
export async function changeUnseen(name: string, key: string, value: unknown): Promise<void> {
  const { db, entries } = await entriesOf(name, 'readwrite');
  const record = await promised(entries.get(key));
  await promised(entries.put({ ...record, value }));
  db.close();
}

/** Holds the write lock until `release()`; `turns(n)` resolves after n more requests while it is held. */
export async function lock(name: string) {
  const { db, entries } = await entriesOf(name, 'readwrite');
  let isHeld = true;
  let turns = 0;
  const spin = () => {
    turns++;
    if (isHeld) entries.get('').onsuccess = spin;
    else db.close();
  };
  await promised(entries.get(''));
  spin();
  return {
    release() {
      isHeld = false;
    },
    async turns(count: number) {
      const end = turns + count;
      while (turns < end) await new Promise((resume) => setImmediate(resume));
    },
  };
}

/** How many entries are on the disk. */
export async function countOnDisk(name: string): Promise<number> {
  const { db, entries } = await entriesOf(name, 'readonly');
  const count = await promised(entries.count());
  db.close();
  return count;
}
