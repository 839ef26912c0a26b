/** The entries that a batch names: as they were loaded, and as its operations leave them. */
import type { Failure } from '../../errors.js';
import {
  apply,
  type Entry,
  type EntryView,
  type KeyedOperation,
  keysOf,
  type Operation,
  type Outcome,
} from '../../operation.js';
import { copyOf } from '../../snapshot.js';

/** Operations of a batch, by place, that are refused, and why. */
export type Refusals = Map<number, Failure>;

/** The keys that must be read: all but those that the batch overwrites first. */
export function keysToLoad(operations: readonly Operation[]): Set<string> {
  const load = new Set<string>();
  const overwritten = new Set<string>();
  for (const operation of operations) {
    if (operation.type === 'clear') continue;
    if (operation.type === 'set' && !load.has(operation.key)) overwritten.add(operation.key);
    else for (const key of keysOf(operation)) if (!overwritten.has(key)) load.add(key);
  }
  return load;
}

export class Draft implements EntryView {
  /** What was on the disk. */
  readonly loaded = new Map<string, Entry | undefined>();
  /** The keys to write back. */
  readonly changed = new Set<string>();
  #entries = new Map<string, Entry | undefined>();
  /** Which operation, by place, gave the value that a key holds. */
  readonly #givers = new Map<string, number>();
  #at = 0;

  /** Applies the operations in their order, afresh at each call. */
  apply(operations: readonly Operation[], refusals: Refusals, now: number): Outcome[] {
    this.#entries = new Map(this.loaded);
    this.#givers.clear();
    const handedOut = new Set<unknown>();
    return operations.map((operation, at) => {
      if (operation.type === 'clear') return { hit: false };
      this.#at = at;
      const failure = refusals.get(at);
      if (failure) return this.#refuse(operation, failure);
      return ownCopy(this.#applyOne(operation, now), handedOut);
    });
  }

  /** The operation whose value a key holds; `undefined` where the disk gave it. */
  giverOf(key: string): number | undefined {
    return this.#givers.get(key);
  }

  load(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  save(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.changed.add(key);
  }

  remove(key: string): void {
    this.#entries.delete(key);
    this.#givers.delete(key);
    this.changed.add(key);
  }

  #applyOne(operation: KeyedOperation, now: number): Outcome {
    const giver = operation.type === 'move' ? this.#givers.get(operation.key) : undefined;
    const outcome = apply(this, operation, now);
    const gives = operation.type === 'set' || (operation.type === 'add' && !outcome.hit);
    if (gives) this.#givers.set(operation.key, this.#at);
    if (giver !== undefined && operation.type === 'move') this.#givers.set(operation.to, giver);
    return outcome;
  }

  /** A refused `set` leaves no older value under its key. */
  #refuse(operation: KeyedOperation, error: Failure): Outcome {
    if (operation.type === 'set') this.remove(operation.key);
    return { hit: false, error };
  }
}

/** Two reads of one key in a batch find one object: each reader gets its own. */
function ownCopy(outcome: Outcome, handedOut: Set<unknown>): Outcome {
  const { value } = outcome;
  if (typeof value !== 'object' || value === null) return outcome;
  if (handedOut.has(value)) return { ...outcome, value: copyOf(value) };
  handedOut.add(value);
  return outcome;
}
