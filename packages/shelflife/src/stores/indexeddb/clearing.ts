/**
 * Clears everything, or ranges of built-in keys. An entry or a lease whose stored key was made by a `keyFunction`
 * belongs to the range of its address, which is its built-in key.
 */
import { inRange, type KeyRange } from '../../model/key.js';
import { answerOf, type Step } from './chunks.js';
import { EVERYTHING, inPages } from './pages.js';
import { BY_ADDRESS, rangeOf } from './schema.js';

/**
 * The requests that remove what belongs to the ranges, or everything.
 *
 * @param beside another store, in which the same keys are removed
 */
export function* removeRanges(
  store: IDBObjectStore,
  ranges?: readonly KeyRange[],
  beside?: IDBObjectStore,
): Generator<Step> {
  const remove = (_: unknown, page: IDBValidKey | IDBKeyRange) => {
    beside?.delete(page);
    return store.delete(page);
  };
  if (!ranges) return yield* inPages(store, EVERYTHING, remove);
  const addresses = store.index(BY_ADDRESS);
  const keysIn = (range?: KeyRange) =>
    answerOf(addresses.getAllKeys(range && rangeOf(range)) as IDBRequest<string[]>);
  const elsewhere = new Set(yield* keysIn());
  for (const range of elsewhere.size > 0 ? ranges : [])
    for (const key of yield* keysIn(range)) {
      elsewhere.delete(key);
      if (!ranges.some((range) => inRange(key, range))) yield remove(null, key);
    }
  for (const range of ranges)
    for (const part of around(range, elsewhere)) yield* inPages(store, part, remove);
}

/** The parts of a range that are left when `keys` are taken out. */
function* around(range: KeyRange, keys: ReadonlySet<string>): Generator<KeyRange> {
  let { from } = range;
  for (const to of [...[...keys].filter((key) => inRange(key, range)).sort(), range.to]) {
    if (from < to) yield { from, to };
    // There is no string between the two.
    from = `${to}\0`;
  }
}
