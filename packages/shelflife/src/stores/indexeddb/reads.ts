/** Reads that are no batch: the keys of a range, and a probe that asks for nothing. */
import type { Scope } from '../store.js';
import { inTransaction, type TransactionOptions } from './guard.js';
import { BY_ADDRESS, ENTRIES, PROBE } from './schema.js';

/** The stored keys of a scope, in order. */
export function readKeys(
  db: IDBDatabase,
  { range, byAddress }: Scope,
  options: TransactionOptions,
): Promise<string[]> {
  return ask(db, ENTRIES, options, (entries) => {
    const bounds = range && IDBKeyRange.bound(range.from, range.to, false, true);
    const source = byAddress ? entries.index(BY_ADDRESS) : entries;
    return source.getAllKeys(bounds) as IDBRequest<string[]>;
  });
}

/** Reads an object store of its own, which nobody's lock on the entries holds up. */
export function probe(db: IDBDatabase, options: TransactionOptions): Promise<unknown> {
  return ask(db, PROBE, options, (store) => store.get(0));
}

function ask<T>(
  db: IDBDatabase,
  storeName: string,
  options: TransactionOptions,
  question: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return inTransaction<T>(db, storeName, 'readonly', options, (store, guard) => {
    const request = question(store);
    request.onsuccess = () => guard.answer(request.result);
    return () => request.result;
  });
}
