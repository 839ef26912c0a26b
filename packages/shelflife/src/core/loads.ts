/** Loads under way: one for each key, shared by its callers. */
import type { Body } from '../model/codec/body.js';
import type { Place } from '../model/key.js';

/** A loader under way, or the read before it. */
export interface PendingLoad {
  readonly address?: string | undefined;
  /**
   * Resolves to the value as it is kept, which each caller copies. Resolves to `undefined` if the callers
   * may be different users, so that each has to load for itself.
   */
  readonly result: Promise<Body | undefined>;
}

/**
 * The load under way for a key, or else the one that `load` starts. Once it is deleted from `loads`, its
 * callers still get its result, and later callers start a load of their own.
 *
 * @param load is given a function that tells whether the load is still the current one of its key
 */
export function shareLoad(
  loads: Map<string, PendingLoad>,
  { key, address }: Place,
  load: (isCurrent: () => boolean) => PendingLoad['result'],
): PendingLoad['result'] {
  const known = loads.get(key);
  if (known) return known.result;
  const isCurrent = () => loads.get(key) === started;
  const result = load(isCurrent).finally(() => isCurrent() && loads.delete(key));
  const started = { address, result };
  loads.set(key, started);
  return result;
}
