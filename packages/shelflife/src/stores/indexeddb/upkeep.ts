/**
 * What keeps the store small, off the path of every call: sweeps of the expired, culls at the bound,
 * eviction on a full disk. Each step is a transaction of its own that only deletes, a bounded slice
 * found by index, and loads no value. All are idempotent, so tabs need no lock for them.
 */
import { type IDBPObjectStore, wrap } from 'idb';
import { CLOCK_TOLERANCE } from '../../timeout.js';
import { cullSize } from '../cull.js';
import type { Change } from '../store.js';
import { inTransaction, type TransactionOptions } from './guard.js';
import { BY_AGE, BY_EXPIRY, ENTRIES } from './schema.js';

/** How many entries one step removes at the most. */
export const SLICE = 500;

/** A full disk is given back at most one in so many entries at once. */
const EVICTION_SHARE = 4;

type Entries = IDBPObjectStore<unknown, [typeof ENTRIES], typeof ENTRIES, 'readwrite'>;

export interface StepOptions extends TransactionOptions {
  readonly now: number;
  /** Called with the keys removed before their time, while the lock is held. */
  readonly changing: (change: Change) => void;
}

export interface CullOptions extends StepOptions {
  readonly maxEntries: number;
  readonly cullFrequency: number;
  readonly justWritten: ReadonlySet<string>;
}

/** What a cull found and left to do. */
export interface CullStep {
  /** How many entries there are now. */
  readonly size: number;
  /** How many are still to be removed, by a next step. */
  readonly left: number;
}

/** Removes a slice of what has expired: resolves to how many. */
export function sweep(db: IDBDatabase, options: StepOptions): Promise<number> {
  return deleting(db, options, async (entries) => (await removeExpired(entries, options)).length);
}

/**
 * Brings the store back under its bound: the expired first, then the oldest written, and what was
 * just written only where it alone exceeds the bound.
 *
 * @param left what the step before this one left to remove
 */
export function cull(db: IDBDatabase, options: CullOptions, left?: number): Promise<CullStep> {
  const { maxEntries, cullFrequency } = options;
  return deleting(db, options, async (entries) => {
    let size = await entries.count();
    if (left === undefined && size > maxEntries)
      size -= (await removeExpired(entries, options)).length;
    const excess = size > maxEntries ? cullSize(size, maxEntries, cullFrequency) : 0;
    const target = left ?? excess;
    if (target <= 0) return { size, left: 0 };
    const victims = await oldest(entries, Math.min(target, SLICE), size, options);
    remove(entries, victims, options);
    return { size: size - victims.length, left: victims.length < SLICE ? 0 : target - SLICE };
  });
}

/** Makes room on a full disk: a slice of the expired, and `count` of the oldest, up to a share of all. */
export function evict(db: IDBDatabase, options: StepOptions, count: number): Promise<void> {
  return deleting(db, options, async (entries) => {
    await removeExpired(entries, options);
    const share = Math.ceil((await entries.count()) / EVICTION_SHARE);
    const keys = await entries.index(BY_AGE).getAllKeys(null, Math.min(count, share, SLICE));
    remove(entries, keys as string[], options);
  });
}

async function oldest(
  entries: Entries,
  count: number,
  size: number,
  { justWritten, maxEntries }: CullOptions,
): Promise<string[]> {
  const keys = await entries.index(BY_AGE).getAllKeys(null, count + justWritten.size);
  const old = (keys as string[]).filter((key) => !justWritten.has(key)).slice(0, count);
  const room = Math.min(count - old.length, size - old.length - maxEntries);
  const young = (keys as string[]).filter((key) => justWritten.has(key));
  return room > 0 ? [...old, ...young.slice(0, room)] : old;
}

/** Expired by its timeout, or written under a clock that was set back since. Nobody need be told. */
async function removeExpired(entries: Entries, { now }: StepOptions): Promise<string[]> {
  const past = IDBKeyRange.upperBound(now);
  const future = IDBKeyRange.lowerBound(now + CLOCK_TOLERANCE + 1);
  const keys = [
    ...(await entries.index(BY_EXPIRY).getAllKeys(past, SLICE)),
    ...(await entries.index(BY_AGE).getAllKeys(future, SLICE)),
  ] as string[];
  for (const key of keys) entries.delete(key).catch(() => {});
  return [...new Set(keys)];
}

function remove(entries: Entries, keys: readonly string[], { changing }: StepOptions): void {
  if (keys.length > 0) changing({ keys });
  for (const key of keys) entries.delete(key).catch(() => {});
}

/** A transaction of its own, in which promises make the steps easier to read. */
function deleting<T>(
  db: IDBDatabase,
  options: StepOptions,
  work: (entries: Entries) => Promise<T>,
): Promise<T> {
  return inTransaction<T>(db, ENTRIES, 'readwrite', options, (store, guard) => {
    let result: T;
    work(wrap(store) as unknown as Entries).then(
      (value) => {
        result = value;
      },
      (error) =>
        guard.step(() => {
          throw error;
        }),
    );
    return () => result;
  });
}
