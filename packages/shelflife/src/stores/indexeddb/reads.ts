/** Reads that are no batch: a page of keys, and a probe that asks for nothing. */

import { inRange, type KeyRange } from '../../model/key.js';
import { type KeyPage, pageOf } from '../../model/key-pages.js';
import { inTransaction } from './in-transaction.js';
import { EVERYTHING } from './pages.js';
import { BY_ADDRESS, ENTRIES, PROBE } from './schema.js';

/** A page of the stored keys of a range of built-in keys, of everything without one. */
export function readKeys(
  db: IDBDatabase,
  deadline: number,
  range: KeyRange | undefined,
  after: string | undefined,
  limit: number,
): Promise<KeyPage> {
  return inTransaction(db, ENTRIES, 'readonly', { deadline }, (entries, guard) => {
    const { from, to } = range ?? EVERYTHING;
    const [start, isOpen] = [after ?? from, after !== undefined];
    const found = new Map<string, { address?: string }>();
    const answer = () => guard.answer(pageOf(found, limit));
    // One more than a page shows whether there is another.
    const stored = entries.getAllKeys(IDBKeyRange.bound(start, to, isOpen, true), limit + 1);
    stored.onsuccess = () => {
      guard.progress();
      const keys = stored.result as string[];
      for (const key of keys) found.set(key, {});
      if (!range) return answer();
      const isFull = keys.length > limit;
      const end = isFull ? keys.at(-1) : to;
      const addressed = entries
        .index(BY_ADDRESS)
        .openKeyCursor(IDBKeyRange.bound(start, end, isOpen, !isFull));
      const add = (key: string, address: string) => {
        guard.progress();
        // An entry whose stored key is in the range too is listed by that.
        if (!inRange(key, range)) found.set(key, { address });
        return found.size <= keys.length + limit;
      };
      visit(addressed, add, answer);
    };
  });
}

/**
 * Visits entries by their addresses until `needsMore` is false, and then those that have the address of the
 * last one: they belong on one page.
 */
function visit(
  request: IDBRequest<IDBCursor | null>,
  needsMore: (key: string, address: string) => boolean,
  done: () => void,
): void {
  let last: IDBValidKey | undefined;
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor || (last !== undefined && cursor.key !== last)) return done();
    const { primaryKey, key: address } = cursor;
    if (!needsMore(primaryKey as string, address as string)) last = address;
    cursor.continue();
  };
}

/** Reads an object store of its own, which nobody's lock on the entries holds up. */
export function probe(db: IDBDatabase, deadline: number): Promise<unknown> {
  return inTransaction(db, PROBE, 'readonly', { deadline }, (store, { answer }) => {
    const request = store.get(0);
    request.onsuccess = () => answer(request.result);
  });
}
