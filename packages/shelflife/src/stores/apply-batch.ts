/** What a batch does to the entries that it names: worked out in memory, before anything is written. */

import { copyOf } from '../model/codec/encode.js';
import {
  apply,
  type Entry,
  type EntryView,
  type Operation,
  type Outcome,
} from '../model/operation.js';

/** The keys that are written, in the order of writing, with their entries; `undefined` for a removed one. */
export type Changes = ReadonlyMap<string, Entry | undefined>;

export interface AppliedBatch {
  readonly outcomes: Outcome[];
  readonly changes: Changes;
}

/**
 * Applies `operations` in their order to the loaded entries. A `clear` is left to the caller.
 *
 * @param ownsLoaded the loaded objects belong to this batch alone, so that a reader may have each of them
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
      // What was written last comes last.
      changes.delete(key);
      changes.set(key, entry);
    },
    remove: (key) => changes.set(key, undefined),
  };
  /** Objects that no other reader may have. */
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
