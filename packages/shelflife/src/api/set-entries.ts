/** `set` and `setMany`: entries are stored together, and each fails on its own. */
import { encodeEntry } from '../core/encode-entry.js';
import type { CacheError, Failure } from '../model/errors.js';
import type { DeleteOperation, SetOperation } from '../model/operation.js';
import { lifetimeOf, type Storing } from './call-options.js';
import type { ViewScope } from './view-scope.js';

/**
 * Resolves to the keys that failed, each with its error. If a value can't be stored, the old entry is
 * out of date and is deleted.
 */
export async function setEntries(
  scope: ViewScope,
  entries: Iterable<[string, unknown]>,
  storing: Storing,
): Promise<[key: string, error: Failure][]> {
  const { core } = scope;
  const { version } = storing;
  const lifetime = lifetimeOf(storing);
  const names: string[] = [];
  const operations: (SetOperation | DeleteOperation)[] = [];
  const refused: (Failure | undefined)[] = [];
  for (const [key, value] of entries) {
    const place = scope.placeOf(key, version);
    try {
      operations.push({
        type: 'set',
        ...place,
        ...encodeEntry(core, value, key, place.key),
        ...lifetime,
      });
    } catch (error) {
      refused[names.length] = error as CacheError;
      operations.push({ type: 'delete', ...place });
    }
    names.push(key);
  }
  const outcomes = await core.set(operations, names);
  const failed: [string, Failure][] = [];
  names.forEach((key, at) => {
    const error = refused[at] ?? outcomes[at]?.error;
    if (error) failed.push([key, error]);
  });
  return failed;
}

/** A cull spares what was just written, unless that alone exceeds the bound. */
export function reportExcess({ core }: ViewScope, stored: number): void {
  const excess = stored - core.configuration.maxEntries;
  const message = `${excess} of ${stored} entries dropped at once: above maxEntries`;
  if (excess > 0) core.events.reportError({ code: 'capacity', message });
}
