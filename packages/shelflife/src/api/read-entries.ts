/** The reads of `get`, `getEntry` and `getMany`, which `stats()` counts as hits and misses. */
import type { Place } from '../model/key.js';
import type { Outcome } from '../model/operation.js';
import { flagIn, versionIn } from './call-options.js';
import type { ReadOptions } from './option-types.js';
import type { ViewScope } from './view-scope.js';

/** Reads one key. Resolves to a list of its outcome alone. */
export function readEntry(
  scope: ViewScope,
  key: string,
  options?: ReadOptions,
): Promise<Outcome[]> {
  const { place, stale } = readTarget(scope, key, options);
  return readEntries(scope, [key], [place], stale);
}

/** Where the key is stored, and whether an expired entry that is kept is answered, too. */
export function readTarget(scope: ViewScope, key: string, options?: ReadOptions) {
  const version = versionIn(options, scope.version, ['version', 'stale']);
  const stale = !!options && flagIn(options, 'stale');
  return { place: scope.placeOf(key, version), stale };
}

/** @param stale whether expired entries that are kept are answered, too */
export async function readEntries(
  { core }: ViewScope,
  keys: readonly string[],
  places: readonly Place[],
  stale?: boolean,
): Promise<Outcome[]> {
  const read = core.read('get', places, stale);
  const from = Array.isArray(read) ? 'memory' : 'store';
  const outcomes = await read;
  const { activity } = core;
  for (const [at, outcome] of outcomes.entries())
    activity.read(keys[at]!, places[at]!, outcome, from);
  return outcomes;
}

/** Whether a read found an entry that it may answer, live or stale. */
export function isFound({ hit, isStale }: Outcome): boolean {
  return hit || !!isStale;
}
