/** Reads that are no batch: the keys of a range, and a probe that asks for nothing. */

import { issue } from './chunks.js';
import { inTransaction } from './in-transaction.js';
import { answerOf, type Bounds, EVERYTHING, inPages } from './pages.js';
import { BY_ADDRESS, ENTRIES, PROBE, rangeOf } from './schema.js';

/** The stored keys of a range of built-in keys, of everything without one. */
export function readKeys(
  db: IDBDatabase,
  deadline: number,
  range: Bounds = EVERYTHING,
): Promise<string[]> {
  return inTransaction(db, ENTRIES, 'readonly', { deadline }, (entries, guard) => {
    function* requests(): Generator<IDBRequest> {
      const addresses = entries.index(BY_ADDRESS).getAllKeys(rangeOf(range));
      const keys = new Set<IDBValidKey>();
      const add = (page: IDBValidKey[]) => {
        for (const key of page) keys.add(key);
      };
      yield* inPages(entries, range, add);
      add(yield* answerOf(addresses));
      guard.answer([...keys] as string[]);
    }
    issue(requests(), true, guard, () => {});
  });
}

/** Reads an object store of its own, which nobody's lock on the entries holds up. */
export function probe(db: IDBDatabase, deadline: number): Promise<unknown> {
  return inTransaction(db, PROBE, 'readonly', { deadline }, (store, { answer }) => {
    const request = store.get(0);
    request.onsuccess = () => answer(request.result);
  });
}
