/** Reads that are no batch: the keys of a range, and a probe that asks for nothing. */
import type { KeyRange } from '../../key.js';
import { inTransaction } from './guard.js';
import { BY_ADDRESS, ENTRIES, PROBE, rangeOf } from './schema.js';

/** The stored keys of a range of built-in keys, of everything without one. */
export async function readKeys(
  db: IDBDatabase,
  deadline: number,
  range?: KeyRange,
): Promise<string[]> {
  const within = range && rangeOf(range);
  const lists = await ask(db, ENTRIES, deadline, (entries) =>
    [entries, entries.index(BY_ADDRESS)].map((keys) => keys.getAllKeys(within)),
  );
  return [...new Set(lists.flat() as string[])];
}

/** Reads an object store of its own, which nobody's lock on the entries holds up. */
export function probe(db: IDBDatabase, deadline: number): Promise<unknown> {
  return ask(db, PROBE, deadline, (store) => [store.get(0)]);
}

function ask(
  db: IDBDatabase,
  storeName: string,
  deadline: number,
  questions: (store: IDBObjectStore) => IDBRequest[],
): Promise<unknown[]> {
  return inTransaction(db, storeName, 'readonly', { deadline }, (store, { answer }) => {
    const requests = questions(store);
    requests.at(-1)!.onsuccess = () => answer(requests.map(({ result }) => result));
  });
}
