/**
 * One batch in one transaction: load what it names, apply its operations in memory, write back what
 * changed. Bare requests and callbacks, as a promise for each costs half as much again.
 */
import { inRange, type KeyRange } from '../../key.js';
import {
  apply,
  type Change,
  type Clear,
  changeOf,
  type Entry,
  isWrite,
  keysOf,
  type Operation,
  type Outcome,
} from '../../operation.js';
import { copyOf } from '../../snapshot.js';
import type { Batch } from '../store.js';
import { inTransaction, type TransactionOptions } from './guard.js';
import type { Load, Unreadable } from './load.js';
import { BY_ADDRESS, ENTRIES, rangeOf, toRecord } from './schema.js';

/** One request in so many tells of the transaction's progress. */
const WATCHED = 32;

/** How a batch under way can be committed there and then, once all that it asks for is asked. */
export interface Rush {
  now?(): void;
}

export interface BatchOptions extends TransactionOptions {
  /** The order in which entries are written, as a moment near `now`. */
  readonly stamp: (now: number) => number;
  /** Called while the lock is held, before the commit; `isEarly` where that could not be waited for. */
  readonly changing: (change: Change, isEarly?: boolean) => void;
  readonly load: Load;
  readonly rush: Rush;
  readonly unreadable: Unreadable;
}

export interface Committed {
  readonly outcomes: Outcome[];
  /** The keys of entries that were written. */
  readonly written: ReadonlySet<string>;
  /** How many of them are new, or may be. */
  readonly inserted: number;
}

/**
 * Resolves once the batch is committed. Rejects with a `CacheError`, and nothing was changed unless
 * its code is `outcome-unknown`.
 */
export function transact(
  db: IDBDatabase,
  { operations, now, isUrgent }: Batch,
  options: BatchOptions,
): Promise<Committed> {
  const isReading = !operations.some(isWrite);
  const mode = isReading ? 'readonly' : 'readwrite';
  return inTransaction<Committed>(db, ENTRIES, mode, options, (entries, guard) => {
    const loaded = new Map<string, Entry>();
    const written = new Set<string>();
    const removed = new Set<string>();
    const toLoad = keysToLoad(operations);
    let outcomes: Outcome[];
    let inserted = 0;
    /** Requests under way whose answers lead to further requests. */
    let searching = 0;
    let requests = 0;
    let isTold = false;

    const tell = (isEarly?: boolean) => {
      isTold = !isEarly;
      const keys = [...written, ...removed];
      if (keys.length > 0) options.changing({ keys }, isEarly);
      for (const operation of operations)
        if (operation.type === 'clear') options.changing(changeOf(operation), isEarly);
    };

    /** From the first success on: until then the transaction may wait its turn, and can be aborted. */
    const locked = () => {
      if (searching > 0) return;
      if (!isTold) tell();
      guard.commit();
    };

    /** Without waiting for the lock: it is told of now, and again once the lock is held. */
    const rush = () => {
      if (searching > 0) return;
      tell(true);
      guard.commit();
    };

    /** Of a great many, some tell enough. */
    const watch = (request: IDBRequest) => {
      if (requests++ % WATCHED > 0) return;
      request.onsuccess = () => {
        guard.progress();
        locked();
      };
    };

    const write = () => {
      const draft = new Map(loaded);
      outcomes = applyAll(operations, now, {
        load: (key) => draft.get(key),
        save(key, entry) {
          draft.set(key, entry);
          written.add(key);
          removed.delete(key);
        },
        remove(key) {
          draft.delete(key);
          removed.add(key);
          written.delete(key);
        },
      });
      if (isReading) return guard.answer(committed());
      for (const key of removed) watch(entries.delete(key));
      for (const key of written) {
        watch(entries.put(toRecord(key, draft.get(key)!, options.stamp(now))));
        if (!loaded.has(key)) inserted++;
      }
      for (const operation of operations) if (operation.type === 'clear') clear(operation);
      // Loads that have succeeded mean that the lock is held.
      if (toLoad.size > 0) return locked();
      if (isUrgent) return rush();
      options.rush.now = rush;
    };

    const clear = ({ ranges }: Clear) => {
      if (!ranges) watch(entries.clear());
      else if (ranges.length > 0) clearRanges(ranges);
    };

    /** Entries whose keys a `keyFunction` made are found by their address, and by nothing else. */
    const clearRanges = (ranges: readonly KeyRange[]) => {
      const addresses = entries.index(BY_ADDRESS);
      const addressed = addresses.getAllKeys();
      const found = ranges.map((range) => addresses.getAllKeys(rangeOf(range)));
      searching++;
      found.at(-1)!.onsuccess = () =>
        guard.step(() => {
          searching--;
          guard.progress();
          for (const { result } of found) for (const key of result) watch(entries.delete(key));
          for (const range of ranges)
            for (const part of around(range, addressed.result as string[]))
              watch(entries.delete(part));
          locked();
        });
    };

    const committed = () => ({ outcomes, written, inserted });

    if (toLoad.size === 0) write();
    else
      options.load(entries, toLoad, {
        found: (key, entry) => loaded.set(key, entry),
        unreadable: options.unreadable,
        progress: guard.progress,
        done: () => guard.step(write),
      });
    return committed;
  });
}

/** The parts of a range that lie beside certain keys. */
function* around(range: KeyRange, keys: readonly string[]): Generator<IDBKeyRange> {
  const within = keys.filter((key) => inRange(key, range)).sort();
  let { from } = range;
  let isKey = false;
  for (const to of [...within, range.to]) {
    if (from < to) yield IDBKeyRange.bound(from, to, isKey, true);
    from = to;
    isKey = true;
  }
}

/** The keys that must be read: all but those that the batch overwrites first. */
function keysToLoad(operations: readonly Operation[]): Set<string> {
  const load = new Set<string>();
  const overwritten = new Set<string>();
  for (const operation of operations) {
    if (operation.type === 'clear') continue;
    if (operation.type === 'set' && !load.has(operation.key)) overwritten.add(operation.key);
    else for (const key of keysOf(operation)) if (!overwritten.has(key)) load.add(key);
  }
  return load;
}

/** Two reads of one key in a batch find one object: each reader gets its own. */
function applyAll(
  operations: readonly Operation[],
  now: number,
  view: Parameters<typeof apply>[0],
): Outcome[] {
  const handedOut = new Set<unknown>();
  return operations.map((operation) => {
    if (operation.type === 'clear') return { hit: false };
    const outcome = apply(view, operation, now);
    const { value } = outcome;
    if (handedOut.has(value)) return { ...outcome, value: copyOf(value) };
    handedOut.add(value);
    return outcome;
  });
}
