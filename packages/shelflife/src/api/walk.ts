/** Walks over the live entries of a view or of the whole store, in pages. */

import type { CacheCore } from '../core/cache-core.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { inRange, type KeyParts, type KeyRange, splitKey } from '../model/key.js';
import type { Outcome } from '../model/operation.js';
import type { ScanOptions } from './cache-base.js';
import { flagIn, startIn } from './call-options.js';
import type { ViewScope } from './view-scope.js';

/** How many entries a walk reads at once: fewer with their values. */
const PAGES = { has: 500, get: 100 };

/**
 * Yields the parts of each key with what a read of it found.
 *
 * @param more further options that the caller reads
 */
export function walk(
  scope: ViewScope,
  type: 'get' | 'has',
  options: ScanOptions = {},
  ...more: string[]
): AsyncGenerator<[KeyParts, Outcome], undefined> {
  checkMembers(options, 'options', ['all', 'prefix', ...more]);
  const all = flagIn(options, 'all');
  const start = startIn(options);
  expect('prefix', !all || !start, 'no prefix beside { all: true }', start);
  return walkRange(scope.core, type, all ? undefined : scope.range(start));
}

/** Without a range it covers everything. */
async function* walkRange(
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
