/**
 * One batch in one transaction: load what it names, apply its operations in memory, write back what
 * changed. Bare requests and callbacks, as a promise for each costs half as much again.
 */
import {
  type Change,
  changeOf,
  type Entry,
  isWrite,
  keysOf,
  needsValue,
  type Operation,
} from '../../model/operation.js';
import type { Batch, StoreSettings } from '../../model/store.js';
import { type Draft, draftOf } from '../apply-batch.js';
import { bodiesBeside, isLarge, loadBodies, removeBodies } from './bodies.js';
import { issue } from './chunks.js';
import { removeRanges } from './clearing.js';
import { inTransaction } from './in-transaction.js';
import type { Load, Unreadable } from './load.js';
import { BODIES, ENTRIES, toEntry, toRecord } from './schema.js';

/** A batch under way. */
export interface BatchOptions {
  readonly settings: StoreSettings;
  /** The order in which entries are written, as a moment near `now`. */
  readonly stamp: (now: number) => number;
  /** Called while the lock is held, before the commit; `isEarly` where that could not be waited for. */
  readonly post: (change: Change, isEarly?: boolean) => void;
  readonly load: Load;
  readonly unreadable: Unreadable;
  /** Commits what it asks for there and then; put here as soon as that can be. */
  commitNow?(): void;
}

export interface Committed extends Draft {
  /** How many of the entries written are new, or may be. */
  inserted: number;
  /** The ages of the first and the last entry written. */
  ages?: readonly [first: number, last: number];
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
  const { settings } = options;
  const isReading = !operations.some(isWrite);
  const mode = isReading ? 'readonly' : 'readwrite';
  return inTransaction<Committed>(db, [ENTRIES, BODIES], mode, settings, (entries, guard) => {
    const bodies = bodiesBeside(entries);
    const loaded = new Map<string, Entry>();
    const withBody = new Set<string>();
    const toLoad = new Set(keysToLoad(operations));
    const wanted = new Set(operations.filter(needsValue).map(({ key }) => key));
    const clear = operations.find((operation) => operation.type === 'clear');
    let draft: Committed;
    let isTold = false;

    /**
     * All is asked for and the lock is held: until then the transaction may wait its turn, and can be
     * aborted. Where that is not waited for, it is told of early, and then again.
     */
    const finish = (isEarly?: boolean) => {
      if (!isTold) {
        isTold = !isEarly;
        const keys = [...draft.changes.keys()];
        if (keys.length > 0) options.post({ keys }, isEarly);
        if (clear) options.post(changeOf(clear), isEarly);
      }
      guard.commit();
    };

    const write = () => {
      draft = { ...draftOf(operations, loaded, now), inserted: 0 };
      guard.answer(draft);
      if (isReading) return;
      if (!issue(writes(), settings.isQueued, guard, finish)) return;
      // Loads that have succeeded mean that the lock is held.
      if (toLoad.size > 0) finish();
      else if (isUrgent) finish(true);
      else options.commitNow = () => finish(true);
    };

    function* writes(): Generator<IDBRequest> {
      yield* removeBodies(bodies, [...keysOfStaleBodies()], !settings.isQueued);
      for (const [key, entry] of draft.changes) {
        if (entry && !loaded.has(key)) draft.inserted++;
        yield* entry ? putEntry(key, entry) : [entries.delete(key)];
      }
      // A queued clear must be complete at once, as the page may be about to leave.
      const isOne = settings.isQueued && !clear?.ranges;
      if (clear)
        yield* isOne ? [bodies.clear(), entries.clear()] : removeRanges(entries, clear.ranges);
    }

    /** Whether an entry that was not loaded has a body is not known. */
    function* keysOfStaleBodies(): Generator<string> {
      for (const [key, entry] of draft.changes) {
        const mayHaveBody = withBody.has(key) || !toLoad.has(key);
        if (mayHaveBody && !entry?.apart && !(entry && isLarge(entry))) yield key;
      }
    }

    function* putEntry(key: string, entry: Entry): Generator<IDBRequest> {
      const part = entry.text === undefined ? 'value' : 'text';
      const apart = isLarge(entry) ? part : entry.apart;
      const age = options.stamp(now);
      draft.ages = [draft.ages?.[0] ?? age, age];
      if (isLarge(entry)) yield bodies.put(entry[part], key);
      yield entries.put(toRecord(key, entry, age, apart));
    }

    const { unreadable } = options;
    const { progress } = guard;
    options.load(entries, [...toLoad], {
      found(record) {
        loaded.set(record.key, toEntry(record));
        if (record.apart) withBody.add(record.key);
      },
      unreadable,
      progress,
      done: () =>
        loadBodies(bodies, wanted, loaded, { unreadable, progress, done: () => guard.step(write) }),
    });
  });
}

/** The keys that must be read: all but those that the batch overwrites first. */
export function keysToLoad(operations: readonly Operation[]): string[] {
  const load: string[] = [];
  const seen = new Set<string>();
  for (const operation of operations) {
    if (operation.type === 'clear') continue;
    for (const key of keysOf(operation)) {
      if (operation.type !== 'set' && !seen.has(key)) load.push(key);
      seen.add(key);
    }
  }
  return load;
}
