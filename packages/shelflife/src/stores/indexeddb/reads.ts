/** Reads that are no batch: the keys of a range, and a probe that asks for nothing. */
import type { Scope } from '../store.js';
import { classify, stalled } from './failure.js';
import { BY_ADDRESS, ENTRIES, PROBE } from './schema.js';
import { Watchdog } from './watchdog.js';

/** The stored keys of a scope, in order. */
export function readKeys(
  db: IDBDatabase,
  { range, byAddress }: Scope,
  deadline: number,
): Promise<string[]> {
  return readOnly(db, ENTRIES, deadline, (entries) => {
    const bounds = range && IDBKeyRange.bound(range.from, range.to, false, true);
    const source = byAddress ? entries.index(BY_ADDRESS) : entries;
    return source.getAllKeys(bounds) as IDBRequest<string[]>;
  });
}

/** Reads an object store of its own, which nobody's lock on the entries holds up. */
export function probe(db: IDBDatabase, deadline: number): Promise<unknown> {
  return readOnly(db, PROBE, deadline, (store) => store.get(0));
}

function readOnly<T>(
  db: IDBDatabase,
  name: string,
  deadline: number,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const dog = new Watchdog(deadline, () => reject(stalled(deadline, false)));
    const fail = (error: unknown) => {
      dog.stop();
      reject(classify(error));
    };
    try {
      const tx = db.transaction(name, 'readonly');
      const request = ask(tx.objectStore(name));
      tx.onabort = () => fail(tx.error);
      request.onsuccess = () => {
        dog.stop();
        resolve(request.result);
      };
    } catch (error) {
      fail(error);
    }
  });
}
