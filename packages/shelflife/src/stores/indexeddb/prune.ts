/**
 * What keeps the store small, off the path of every call: sweeps of the expired, culls at the bound,
 * eviction on a full disk. Each is a transaction of its own that only deletes, a bounded slice found by
 * index, and loads no value.
 */
import { wrap } from 'idb';
import type { Change } from '../../model/operation.js';
import type { StoreSettings } from '../../model/store.js';
import { CLOCK_TOLERANCE } from '../../model/timeout.js';
import { bodiesBeside, removeBodies } from './bodies.js';
import { issue } from './chunks.js';
import { inTransaction } from './in-transaction.js';
import { BODIES, BY_AGE, BY_EXPIRY, ENTRIES } from './schema.js';

/** How far the bound may be exceeded. */
const TOLERANCE = 1.05;

/** How many entries the first slice of a cull may remove where the bound is far exceeded. */
const FIRST_SLICE = 500;

/** One slice of a cull or an eviction. */
export interface Plan {
  /** How many of `size` entries, none of them expired, are to be removed. */
  readonly victims: (size: number) => number;
  /** How many entries there are, if they need not be counted. */
  readonly size?: number | undefined;
  /**
   * How many entries may be removed where the bound is far exceeded, whatever the limit. Without it this
   * is the first slice of a cull, and removes nothing unless the bound is exceeded.
   */
  readonly most?: number;
  /** Keys that are not to be removed. */
  readonly except?: ReadonlySet<string>;
  /** The ages of the entries that were just written. They go last, and only to reach the bound. */
  readonly spared?: readonly [first: number, last: number] | undefined;
}

export interface Pruned {
  /** Whether as many entries were removed as the limit allows. */
  readonly isFull: boolean;
  readonly removed: number;
  /** How many entries are left, by the plan's count. */
  readonly size: number;
  /** Whether entries that expire are left. */
  readonly isExpiring: boolean;
  /** How long the removal took. */
  readonly ms: number;
}

/**
 * Removes a slice of the expired and, once they are gone, of the oldest written as many as are planned.
 *
 * @param broadcast called with the keys that others may still hold, while the lock is held
 * @param limit how many entries are removed at most
 */
export function prune(
  db: IDBDatabase,
  settings: Omit<StoreSettings, 'listener'>,
  broadcast: (change: Change) => void,
  plan?: Plan,
  limit = 500,
): Promise<Pruned> {
  const requested = settings.now();
  const { maxEntries } = settings;
  return inTransaction<Pruned>(db, [ENTRIES, BODIES], 'readwrite', settings, (entries, guard) => {
    const removeSlice = async () => {
      const count = plan ? (plan.size ?? (await wrap(entries.count()))) : 0;
      const excess = Math.ceil(count - maxEntries * TOLERANCE);
      const isWithin = plan && plan.most === undefined && count <= maxEntries;
      const room = isWithin ? 0 : Math.max(limit, Math.min(plan?.most ?? FIRST_SLICE, excess));
      // A clock that was set back meanwhile counts from the next slice on.
      const now = Math.max(requested, settings.now());
      const latest = Math.max(now, settings.latest?.() ?? now);
      const [expired, future] = await findExpired(entries, now, latest, room);
      const began = performance.now();
      const gone = new Set([...expired, ...future]);
      const size = count - gone.size;
      const left = room - gone.size;
      const oldest =
        plan && left > 0
          ? await findOldest(entries, plan, Math.min(plan.victims(size), left), size - maxEntries)
          : [];
      const early = [...future, ...oldest];
      if (early.length > 0) broadcast({ keys: early });
      const victims = [...gone, ...oldest];
      for (const key of victims) entries.delete(key).onsuccess = guard.progress;
      issue(removeBodies(bodiesBeside(entries), victims, true), false, guard, () => {});
      const [expiring] = await keysBy(entries, BY_EXPIRY, null, 1);
      const removed = victims.length;
      return {
        isFull: !isWithin && removed >= room,
        removed,
        size: count - removed,
        isExpiring: !!expiring,
        ms: performance.now() - began,
      };
    };
    removeSlice().then(guard.answer, guard.fail);
  });
}

/** By their timeout, as everybody knows; or because they were written before the clock was set back. */
function findExpired(
  entries: IDBObjectStore,
  now: number,
  latest: number,
  count: number,
): Promise<readonly [string[], string[]]> {
  const future = IDBKeyRange.lowerBound(latest + CLOCK_TOLERANCE + 1);
  return Promise.all([
    keysBy(entries, BY_EXPIRY, IDBKeyRange.upperBound(now), count),
    keysBy(entries, BY_AGE, future, count),
  ]);
}

/** The oldest `count`; of those that were just written, and what is younger, no more than the `excess`. */
async function findOldest(
  entries: IDBObjectStore,
  { size, spared = [Infinity, Infinity], except = new Set() }: Plan,
  count: number,
  excess: number,
): Promise<string[]> {
  const [first, last] = spared;
  const oldest = IDBKeyRange.upperBound(first, true);
  const candidates = await keysBy(entries, BY_AGE, oldest, count && count + except.size);
  const keys = candidates.filter((key) => !except.has(key)).slice(0, count);
  const most = size === undefined ? Math.min(count, excess) : 0;
  for (const range of [IDBKeyRange.lowerBound(last, true), IDBKeyRange.bound(first, last)])
    keys.push(...(await keysBy(entries, BY_AGE, range, most - keys.length)));
  return keys;
}

async function keysBy(
  entries: IDBObjectStore,
  index: string,
  range: IDBKeyRange | null,
  count: number,
): Promise<string[]> {
  // None: 0 would mean all.
  if (count <= 0) return [];
  return wrap(entries.index(index).getAllKeys(range, count) as IDBRequest<string[]>);
}
