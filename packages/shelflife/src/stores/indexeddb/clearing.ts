/**
 * Removes ranges of built-in keys. Entries whose keys a `keyFunction` made are found by their address,
 * and by nothing else.
 */
import { inRange, type KeyRange } from '../../key.js';
import { BY_ADDRESS, rangeOf } from './schema.js';

/** The requests that remove what lies in the ranges; one that comes again is waited for. */
export function* removeRanges(
  entries: IDBObjectStore,
  ranges: readonly KeyRange[],
): Generator<IDBRequest> {
  const addresses = entries.index(BY_ADDRESS);
  const within = ranges.map((range) => addresses.getAllKeys(rangeOf(range)));
  const addressed: IDBRequest<string[]> = addresses.getAllKeys() as IDBRequest;
  while (addressed.readyState === 'pending') yield addressed;
  for (const { result } of within) for (const key of result) yield entries.delete(key);
  for (const range of ranges)
    for (const part of around(range, addressed.result)) yield entries.delete(rangeOf(part));
}

/** The parts of a range that lie beside certain keys. */
function* around(range: KeyRange, keys: readonly string[]): Generator<KeyRange> {
  let { from } = range;
  for (const to of [...keys.filter((key) => inRange(key, range)).sort(), range.to]) {
    if (from < to) yield { from, to };
    // There is no string between the two.
    from = `${to}\0`;
  }
}
