/**
 * One slice of pruning: a sweep of expired entries and old leases, a cull at the bound, or an eviction on a full disk. It is
 * a transaction of its own that only deletes a bounded number of entries, found by index. It loads no value.
 */
import { wrap } from 'idb';
import type { Change } from '../../model/operation.js';
import type { Eviction, StoreListener, StoreSettings } from '../../model/store.js';
import { CLOCK_TOLERANCE } from '../../model/timeout.js';
import { bodiesBeside } from './bodies.js';
import { issueInChunks } from './chunks.js';
import { sweepLeases } from './leases.js';
import { keysBy, removePresent } from './removal.js';
import { BY_AGE, BY_EXPIRY, DATA } from './schema.js';
import { inTransaction } from './transaction.js';

/** Up to this multiple of `maxEntries`, slices keep to their limit. */
const TOLERANCE = 1.05;

/** How many entries the first slice of a cull may remove if that is exceeded. */
const FIRST_SLICE = 500;

const NO_LEASES = { removed: 0, isLeft: false };

/** One slice of a cull or an eviction. */
export interface Plan {
  /** Returns how many of `size` unexpired entries to remove. */
  readonly victims: (size: number) => number;
  /** How many entries there are, if they need not be counted. */
  readonly size?: number | undefined;
  /**
   * How many entries may be removed, even above the limit, if the bound is far exceeded. If it is absent, this is
   * the first slice of a cull, which removes nothing unless the bound is exceeded.
   */
  readonly most?: number;
  /** Keys to keep. */
  readonly except?: ReadonlySet<string>;
  /** The timestamps of the entries that were just written. They are removed last, and only to reach the bound. */
  readonly spared?: readonly [first: number, last: number] | undefined;
}

export interface Pruned {
  /** Whether the slice removed as many entries as it may. */
  readonly isFull: boolean;
  readonly removed: number;
  /** How many of them had expired. */
  readonly expired: number;
  /** How many of them had not. */
  readonly culled: number;
  /** How many entries are left. Only meaningful with a plan. */
  readonly size: number;
  /** Whether anything is left that expires; of leases only a sweep looks. */
  readonly isExpiring: boolean;
  /** How long the removal took. */
  readonly ms: number;
}

/**
 * Removes a slice of the expired entries, and, once none are left, as many of the oldest as planned.
 *
 * @param broadcast called while the lock is held, with the removed keys that others may still hold
 * @param limit the largest number of entries to remove
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
  return inTransaction<Pruned>(db, DATA, 'readwrite', settings, (entries, handle) => {
    const removeSlice = async () => {
      const count = plan ? (plan.size ?? (await wrap(entries.count()))) : 0;
      const room = roomFor(count, maxEntries, limit, plan);
      // If the clock was set back meanwhile, the next slice uses the new time.
      const now = Math.max(requested, settings.now());
      const latest = Math.max(now, settings.latest?.() ?? now);
      const [expired, future] = await findExpired(entries, now, latest, room);
      const began = performance.now();
      const gone = new Set([...expired, ...future]);
      const size = count - gone.size;
      const isPlanned = plan && room > gone.size;
      const oldest = isPlanned
        ? await findOldest(entries, plan, size, room - gone.size, maxEntries)
        : [];
      const early = [...future, ...oldest];
      if (early.length > 0) broadcast({ keys: early });
      const victims = [...gone, ...oldest];
      for (const key of victims) entries.delete(key).onsuccess = () => handle.progress();
      issueInChunks(removePresent(bodiesBeside(entries), victims, true), false, handle, () => {});
      const leases = plan
        ? NO_LEASES
        : await sweepLeases(entries, now, latest, room - victims.length);
      const [expiring] = await keysBy(entries, BY_EXPIRY, null, 1);
      const removed = victims.length + leases.removed;
      const isFull = room > 0 && removed >= room;
      const ms = performance.now() - began;
      return {
        isFull,
        removed,
        expired: gone.size,
        culled: oldest.length,
        size: count - removed,
        isExpiring: leases.isLeft || !!expiring,
        ms,
      };
    };
    removeSlice().then(
      (pruned) => handle.answer(pruned),
      (error) => handle.fail(error),
    );
  });
}

/** @param reason why entries were removed that had not expired */
export function reportEvictions(
  { evicted }: Pick<StoreListener, 'evicted'>,
  { expired, culled }: Pruned,
  reason: Eviction['reason'],
): void {
  if (expired > 0) evicted?.({ reason: 'expired', count: expired });
  if (culled > 0) evicted?.({ reason, count: culled });
}

/** How many entries this slice may remove. 0 for the first slice of a cull if the bound is not exceeded. */
function roomFor(count: number, maxEntries: number, limit: number, plan?: Plan): number {
  if (plan && plan.most === undefined && count <= maxEntries) return 0;
  const excess = Math.ceil(count - maxEntries * TOLERANCE);
  return Math.max(limit, Math.min(plan?.most ?? FIRST_SLICE, excess));
}

/**
 * Finds the entries whose timeout has passed, and those from the future, written before the clock was set back.
 */
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

/**
 * The oldest of `size` entries, as many as planned and as there is room for. Entries that were just written,
 * and newer ones, are included only to reach the bound.
 */
async function findOldest(
  entries: IDBObjectStore,
  plan: Plan,
  size: number,
  room: number,
  maxEntries: number,
): Promise<string[]> {
  const { spared = [Infinity, Infinity], except = new Set() } = plan;
  const [first, last] = spared;
  const count = Math.min(plan.victims(size), room);
  const oldest = IDBKeyRange.upperBound(first, true);
  const candidates = await keysBy(entries, BY_AGE, oldest, count && count + except.size);
  const keys = candidates.filter((key) => !except.has(key)).slice(0, count);
  const most = plan.size === undefined ? Math.min(count, size - maxEntries) : 0;
  for (const range of [IDBKeyRange.lowerBound(last, true), IDBKeyRange.bound(first, last)])
    keys.push(...(await keysBy(entries, BY_AGE, range, most - keys.length)));
  return keys;
}
