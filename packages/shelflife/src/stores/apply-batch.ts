/** What a batch makes of the entries it names: worked out in memory, before anything is written. */

import { copyOf } from '../model/codec/encode.js';
import { apply, type Entry, type Operation, type Outcome } from '../model/operation.js';

/** The keys that are written to, with their new entries; `undefined` for those that are removed. */
export type Changes = ReadonlyMap<string, Entry | undefined>;

export interface Draft {
  readonly outcomes: Outcome[];
  readonly changes: Changes;
}

/** Applies `operations` in their order to what was loaded; a `clear` is left to the caller. */
export function draftOf(
  operations: readonly Operation[],
  loaded: ReadonlyMap<string, Entry>,
  now: number,
): Draft {
  const changes = new Map<string, Entry | undefined>();
  const view: Parameters<typeof apply>[0] = {
    load: (key) => (changes.has(key) ? changes.get(key) : loaded.get(key)),
    save(key, entry) {
      // What was written last comes last.
      changes.delete(key);
      changes.set(key, entry);
    },
    remove: (key) => changes.set(key, undefined),
  };
  // Two reads find one object, or the snapshot that memory is going to hold: each reader gets its own.
  const taken = new Set<unknown>();
  for (const operation of operations) if ('value' in operation) taken.add(operation.value);
  const outcomes = operations.map((operation) => {
    if (operation.type === 'clear') return { hit: false };
    const outcome = apply(view, operation, now);
    const { value } = outcome;
    if (Object(value) !== value) return outcome;
    if (taken.has(value)) return { ...outcome, value: copyOf(value) };
    taken.add(value);
    return outcome;
  });
  return { outcomes, changes };
}
