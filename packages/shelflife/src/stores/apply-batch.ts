/** Computes in memory what a batch changes, before anything is written. */

import { apply, applyTagged } from '../model/apply.js';
import { type Change, changeOf, isConcerned } from '../model/change.js';
import { copyOf } from '../model/codec/encode.js';
import type { TaggedView } from '../model/entry-view.js';
import type { Lease } from '../model/lease.js';
import type { DeleteTagged, Entry, Operation, Outcome } from '../model/operation.js';

/** The changed keys with their new entries, in write order. The entry of a removed key is `undefined`. */
export type Changes = ReadonlyMap<string, Entry | undefined>;

/** The leases that are written, by key; `undefined` for one that is ended if there is one. */
export type LeaseChanges = ReadonlyMap<string, Lease | undefined>;

export interface AppliedBatch {
  readonly outcomes: Outcome[];
  readonly changes: Changes;
  readonly leases: LeaseChanges;
  /** What other sessions have to know: changed keys, leases given up or replaced, and a `clear`. */
  readonly announcements: readonly Change[];
}

/** What is there before a batch. */
export interface Loaded {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The leases of the keys whose operations use them. */
  readonly leases: ReadonlyMap<string, Lease>;
}

/**
 * Applies `operations` in their order to what was loaded. A `clear` is left to the caller.
 *
 * @param ownsLoaded whether the loaded objects belong to this batch alone, so that one reader may get each
 * of them without a copy
 */
export function applyBatch(
  operations: readonly Operation[],
  loaded: Loaded,
  now: number,
  ownsLoaded = false,
): AppliedBatch {
  const draft = new Draft(loaded);
  /** Objects that no other reader may have. */
  const taken = new Set<unknown>();
  if (ownsLoaded)
    for (const operation of operations) if ('value' in operation) taken.add(operation.value);
  const outcomes = operations.map((operation) => {
    if (operation.type === 'clear') return { hit: false };
    if (operation.type === 'deleteTagged') return applyTagged(draft, operation, now);
    const outcome = apply(draft, operation, now);
    const { value } = outcome;
    if (Object(value) !== value) return outcome;
    if (!ownsLoaded || taken.has(value)) return { ...outcome, value: copyOf(value) };
    taken.add(value);
    return outcome;
  });
  const clear = operations.find((operation) => operation.type === 'clear');
  const announcements = [...draft.announcements(), ...(clear ? [changeOf(clear)] : [])];
  return { outcomes, changes: draft.changes, leases: draft.leases, announcements };
}

/** Writes changes to a map. What was written last comes last. */
export function writeTo<T>(map: Map<string, T>, changes: ReadonlyMap<string, T | undefined>): void {
  for (const [key, value] of changes) {
    map.delete(key);
    if (value) map.set(key, value);
  }
}

/** What was loaded, with what the batch has changed so far. */
class Draft implements TaggedView {
  readonly changes = new Map<string, Entry | undefined>();
  readonly leases = new Map<string, Lease | undefined>();
  /** The keys whose lease was given up or replaced, so that those who wait for it ask again. */
  readonly #released = new Set<string>();
  readonly #loaded: Loaded;

  constructor(loaded: Loaded) {
    this.#loaded = loaded;
  }

  load(key: string): Entry | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.#loaded.entries.get(key);
  }

  save(key: string, entry: Entry): void {
    // What was written last comes last.
    this.changes.delete(key);
    this.changes.set(key, entry);
  }

  remove(key: string): void {
    this.changes.set(key, undefined);
  }

  loadLease(key: string): Lease | undefined {
    return this.leases.has(key) ? this.leases.get(key) : this.#loaded.leases.get(key);
  }

  saveLease(key: string, lease: Lease): void {
    const { token = lease.token } = this.loadLease(key) ?? {};
    if (!lease.holder || token !== lease.token) this.#released.add(key);
    this.leases.set(key, lease);
  }

  endLease(key: string): void {
    this.leases.set(key, undefined);
  }

  tagged({ ranges, tags }: DeleteTagged) {
    const change = { ranges, tags };
    const find = (
      loaded: ReadonlyMap<string, Entry | Lease>,
      changed: ReadonlyMap<string, Entry | Lease | undefined>,
    ) =>
      [...new Set([...loaded.keys(), ...changed.keys()])].filter((key) => {
        const held = changed.has(key) ? changed.get(key) : loaded.get(key);
        return held && isConcerned(key, held, change);
      });
    const { entries, leases } = this.#loaded;
    return { entries: find(entries, this.changes), leases: find(leases, this.leases) };
  }

  *announcements(): Generator<Change> {
    if (this.changes.size > 0) yield { keys: [...this.changes.keys()] };
    // A lease that ended without a change of its entry: those who wait for it have to ask again.
    for (const [key, lease] of this.leases)
      if (!lease && this.#loaded.leases.has(key) && !this.changes.has(key)) this.#released.add(key);
    if (this.#released.size > 0) yield { keys: [...this.#released], isLease: true };
  }
}
