/** Reads outside of batches: a page of keys, and a probe. */

import { inRange, type KeyRange } from '../../model/key.js';
import { type KeyPage, pageOf } from '../../model/key-pages.js';
import { EVERYTHING } from './pages.js';
import { BY_ADDRESS, ENTRIES, PROBE } from './schema.js';
import { inTransaction } from './transaction.js';

/** A page of the stored keys in a range of built-in keys, or of all keys without a range. */
export function readKeys(
  db: IDBDatabase,
  deadline: number,
  range: KeyRange | undefined,
  after: string | undefined,
  limit: number,
): Promise<KeyPage> {
  return inTransaction(db, ENTRIES, 'readonly', { deadline }, (entries, handle) => {
    const { from, to } = range ?? EVERYTHING;
    const rest = (end: IDBValidKey, isOpen = false) =>
      IDBKeyRange.bound(after ?? from, end, after !== undefined, isOpen);
    const found = new Map<string, { address?: string }>();
    const answer = () => handle.answer(pageOf(found, limit));

    // One more key than a page holds shows whether there is another page.
    const stored = entries.getAllKeys(rest(to, true), limit + 1);
    stored.onsuccess = () => {
      const keys = stored.result as string[];
      for (const key of keys) found.set(key, {});
      if (!range) return answer();
      const addresses = keys.length > limit ? rest(keys.at(-1)!) : rest(to, true);
      const request = entries.index(BY_ADDRESS).openKeyCursor(addresses);
      let last: IDBValidKey | undefined;
      request.onsuccess = () => {
        handle.progress();
        const cursor = request.result;
        // Entries with one address belong on one page.
        const isFull = found.size > keys.length + limit && last !== cursor?.key;
        if (!cursor || isFull) return answer();
        last = cursor.key;
        const key = cursor.primaryKey as string;
        // An entry whose stored key is in the range is already listed under that key.
        if (!inRange(key, range)) found.set(key, { address: last as string });
        cursor.continue();
      };
    };
  });
}

/**
 * Checks whether the database answers. It reads a separate object store, so that a lock on the entries does not
 * delay it.
 */
export function probe(db: IDBDatabase, deadline: number): Promise<unknown> {
  return inTransaction(db, PROBE, 'readonly', { deadline }, (store, handle) => {
    const request = store.get(0);
    request.onsuccess = () => handle.answer(request.result);
  });
}
