/** Walks over the live entries of a view or of the whole store, in pages. */

import type { CacheCore } from '../core/cache-core.js';
import { inRange, type KeyParts, type KeyRange, splitKey } from '../model/key.js';
import type { Outcome } from '../model/operation.js';

/** How many entries a walk reads at once: fewer with their values. */
const PAGES = { has: 500, get: 100 };

/** Yields the parts of each key with what a read of it found. Without a range it covers everything. */
export async function* walk(
  core: CacheCore,
  type: 'get' | 'has',
  range: KeyRange | undefined,
): AsyncGenerator<[KeyParts, Outcome], undefined> {
  const { keyFunction } = core.configuration;
  // Entries under the keys of a `keyFunction` belong to no view with built-in keys, and the reverse.
  const isForeign = ({ address }: Outcome) =>
    range && (keyFunction ? !address || !inRange(address, range) : address);
  for await (const page of core.keys(range, PAGES[type])) {
    const outcomes = await core.scan(type, page);
    for (const [n, outcome] of outcomes.entries()) {
      const parts = splitKey(outcome.address ?? page[n]!);
      if (outcome.hit && parts && !isForeign(outcome)) yield [parts, outcome];
    }
  }
}
