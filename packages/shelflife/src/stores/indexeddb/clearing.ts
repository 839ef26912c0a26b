/**
 * Clears everything, or ranges of built-in keys. If a `keyFunction` made an entry's stored key, the entry
 * belongs to the range of its address, which is its built-in key.
 */
import { inRange, type KeyRange } from '../../model/key.js';
import { bodiesBeside } from './bodies.js';
import { answerOf, type Step } from './chunks.js';
import { EVERYTHING, inPages } from './pages.js';
import { BY_ADDRESS, rangeOf } from './schema.js';

/** The requests that remove the entries in the ranges, or all entries if there are no ranges. */
export function* removeRanges(
  entries: IDBObjectStore,
  ranges?: readonly KeyRange[],
): Generator<Step> {
  const bodies = bodiesBeside(entries);
  const remove = (_: unknown, page: IDBValidKey | IDBKeyRange) => {
    bodies.delete(page);
    return entries.delete(page);
  };
  if (!ranges) return yield* inPages(entries, EVERYTHING, remove);
  const addresses = entries.index(BY_ADDRESS);
  const keysIn = (range?: KeyRange) =>
    answerOf(addresses.getAllKeys(range && rangeOf(range)) as IDBRequest<string[]>);
  const elsewhere = new Set(yield* keysIn());
  for (const range of elsewhere.size > 0 ? ranges : [])
    for (const key of yield* keysIn(range)) {
      elsewhere.delete(key);
      if (!ranges.some((range) => inRange(key, range))) yield remove(null, key);
    }
  for (const range of ranges)
    for (const part of around(range, elsewhere)) yield* inPages(entries, part, remove);
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
