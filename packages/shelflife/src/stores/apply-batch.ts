/** Computes in memory what a batch changes, before anything is written. */

import { copyOf } from '../model/codec/encode.js';
import {
  apply,
  type Entry,
  type EntryView,
  type Operation,
  type Outcome,
} from '../model/operation.js';

/** The changed keys with their new entries, in write order. The entry of a removed key is `undefined`. */
export type Changes = ReadonlyMap<string, Entry | undefined>;

export interface AppliedBatch {
  readonly outcomes: Outcome[];
  readonly changes: Changes;
}

/**
 * Applies `operations` in order to the loaded entries. A `clear` is left to the caller.
 *
 * @param ownsLoaded whether the loaded objects belong to this batch alone, so that one reader may get each
 * of them without a copy
 */
export function applyBatch(
  operations: readonly Operation[],
  loaded: ReadonlyMap<string, Entry>,
  now: number,
  ownsLoaded = false,
): AppliedBatch {
  const changes = new Map<string, Entry | undefined>();
  const view: EntryView = {
    load: (key) => (changes.has(key) ? changes.get(key) : loaded.get(key)),
    save(key, entry) {
      // Keeps the keys in the order of their last write.
      changes.delete(key);
      changes.set(key, entry);
    },
    remove: (key) => changes.set(key, undefined),
  };
  /** Objects that must be copied for any further reader. */
  const taken = new Set<unknown>();
  if (ownsLoaded)
    for (const operation of operations) if ('value' in operation) taken.add(operation.value);
  const outcomes = operations.map((operation) => {
    if (operation.type === 'clear') return { hit: false };
    const outcome = apply(view, operation, now);
    const { value } = outcome;
    if (Object(value) !== value) return outcome;
    if (!ownsLoaded || taken.has(value)) return { ...outcome, value: copyOf(value) };
    taken.add(value);
    return outcome;
  });
  return { outcomes, changes };
}
