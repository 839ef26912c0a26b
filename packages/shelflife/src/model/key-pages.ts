/** Keys in pages, so that no caller has to hold all keys at once. */
import { inRange, type KeyRange } from './key.js';

export interface KeyPage {
  /** Stored keys. */
  readonly keys: readonly string[];
  /** The `after` of the next page; `undefined` if this is the last one. */
  readonly next?: string | undefined;
}

/**
 * A page of a map of stored keys: the first `limit` whose built-in keys are in `range` and after `after`,
 * sorted by them. It is longer where several entries share the last built-in key.
 */
export function pageOf(
  entries: Iterable<readonly [string, { readonly address?: string | undefined }]>,
  limit: number,
  range?: KeyRange,
  after = '',
): KeyPage {
  let page: [address: string, key: string][] = [];
  let end: string | undefined;

  const cut = () => {
    page.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
    if (page.length <= limit) return;
    const last = page[limit - 1]![0];
    page = page.filter(([address]) => address <= last);
    end = last;
  };

  for (const [key, { address = key }] of entries) {
    const isBeyond = end !== undefined && address > end;
    if (address <= after || isBeyond || (range && !inRange(address, range))) continue;
    // Sorts only at twice the limit, because sorting after each key would be slow.
    if (page.push([address, key]) > 2 * limit) cut();
  }
  cut();
  return { keys: page.map(([, key]) => key), next: end };
}
