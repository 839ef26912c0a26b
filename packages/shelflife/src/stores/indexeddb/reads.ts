/** Reads that are no batch: the keys of a range, and a probe that asks for nothing. */

import { answerOf, issueInChunks, type Step } from './chunks.js';
import { type Bounds, EVERYTHING, inPages } from './pages.js';
import { BY_ADDRESS, ENTRIES, PROBE, rangeOf } from './schema.js';
import { inTransaction } from './transaction.js';

/** The stored keys of a range of built-in keys, of everything without one. */
export function readKeys(
  db: IDBDatabase,
  deadline: number,
  range: Bounds = EVERYTHING,
): Promise<string[]> {
  return inTransaction(db, ENTRIES, 'readonly', { deadline }, (entries, handle) => {
    function* requests(): Generator<Step> {
      const addresses = entries.index(BY_ADDRESS).getAllKeys(rangeOf(range));
      const keys = new Set<IDBValidKey>();
      const add = (page: IDBValidKey[]) => {
        for (const key of page) keys.add(key);
      };
      yield* inPages(entries, range, add);
      add(yield* answerOf(addresses));
      handle.answer([...keys] as string[]);
    }
    issueInChunks(requests(), true, handle, () => {});
  });
}

/** Reads an object store of its own, which nobody's lock on the entries holds up. */
export function probe(db: IDBDatabase, deadline: number): Promise<unknown> {
  return inTransaction(db, PROBE, 'readonly', { deadline }, (store, handle) => {
    const request = store.get(0);
    request.onsuccess = () => handle.answer(request.result);
  });
}
