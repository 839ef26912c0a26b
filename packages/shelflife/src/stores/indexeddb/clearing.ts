/**
 * Removes ranges of built-in keys. Entries whose keys a `keyFunction` made are found by their address,
 * and by nothing else.
 */
import { inRange, type KeyRange } from '../../key.js';
import { BY_ADDRESS, rangeOf } from './schema.js';

/** Looks for what lies in the ranges; `found` is given the requests that remove it, made as they are iterated. */
export function searchRanges(
  entries: IDBObjectStore,
  ranges: readonly KeyRange[],
  found: (removals: Iterator<IDBRequest>) => void,
): IDBRequest[] {
  const addresses = entries.index(BY_ADDRESS);
  const addressed: IDBRequest = addresses.getAllKeys();
  const within: IDBRequest[] = ranges.map((range) => addresses.getAllKeys(rangeOf(range)));
  function* removals() {
    for (const { result } of within) for (const key of result) yield entries.delete(key);
    for (const range of ranges)
      for (const part of around(range, addressed.result)) yield entries.delete(part);
  }
  within.at(-1)?.addEventListener('success', () => found(removals()));
  return [addressed, ...within];
}

/** The parts of a range that lie beside certain keys. */
function* around(range: KeyRange, keys: readonly string[]): Generator<IDBKeyRange> {
  const within = keys.filter((key) => inRange(key, range)).sort();
  let { from } = range;
  let isKey = false;
  for (const to of [...within, range.to]) {
    if (from < to) yield IDBKeyRange.bound(from, to, isKey, true);
    from = to;
    isKey = true;
  }
}
