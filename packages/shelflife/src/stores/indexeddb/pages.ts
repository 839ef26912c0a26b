/**
 * Iterates over the stored keys of a range in pages, so that they can be removed. One request for hundreds of
 * thousands of entries could exceed the deadline, and would show no progress meanwhile.
 */
import { answerOf, type Step } from './chunks.js';
import { rangeOf } from './schema.js';

/** Entries on a page. */
const PAGE = 5_000;

/** A range of strings: `from` is in it, `to` is not. */
export interface Bounds {
  readonly from: string;
  readonly to: IDBValidKey;
}

/** An array sorts after every string. */
export const EVERYTHING: Bounds = { from: '', to: [] };

/** Calls `visit` with the stored keys of each page and the range that they span. */
export function* inPages(
  entries: IDBObjectStore,
  { from, to }: Bounds,
  visit: (keys: string[], page: IDBKeyRange) => void,
): Generator<Step> {
  for (let start = from, isLast = false; !isLast; ) {
    const keys = yield* answerOf<string[]>(
      entries.getAllKeys(rangeOf({ from: start, to }), PAGE) as IDBRequest,
    );
    isLast = keys.length < PAGE;
    // There is no string between the two.
    const next = `${keys.at(-1)}\0`;
    visit(keys, rangeOf({ from: start, to: isLast ? to : next }));
    start = next;
  }
}
