/** Removes what may lie under keys: most have no body and no lease, and each request takes time. */
import { wrap } from 'idb';
import { answerOf, type Step } from './chunks.js';

/** Up to so many are removed without checking whether they exist. */
const FEW = 8;

/**
 * The requests that remove what there is under the keys.
 *
 * @param mayWait for one read of the range that they span, which is requested at once
 */
export function removePresent(
  store: IDBObjectStore,
  keys: readonly string[],
  mayWait: boolean,
): Generator<Step> {
  return removals(store, keys, mayWait && keys.length > FEW ? readSpan(store, keys) : undefined);
}

function readSpan(store: IDBObjectStore, keys: readonly string[]): IDBRequest<IDBValidKey[]> {
  const sorted = [...keys].sort();
  const span = IDBKeyRange.bound(sorted[0], sorted.at(-1));
  return store.getAllKeys(span, keys.length);
}

/** If the range holds many, it was not read to its end: all keys are removed. */
function* removals(
  store: IDBObjectStore,
  keys: readonly string[],
  span?: IDBRequest<IDBValidKey[]>,
): Generator<Step> {
  const found = span && new Set(yield* answerOf(span));
  const isKnown = found && found.size < keys.length;
  for (const key of keys) if (!isKnown || found.has(key)) yield store.delete(key);
}

/** The first keys of a range of an index. */
export async function keysBy(
  store: IDBObjectStore,
  index: string,
  range: IDBKeyRange | null,
  count: number,
): Promise<string[]> {
  // `getAllKeys` takes a count of 0 as no limit.
  if (count <= 0) return [];
  return wrap(store.index(index).getAllKeys(range, count) as IDBRequest<string[]>);
}
