/**
 * One slice of pruning: a sweep of expired entries and old leases, a cull at the bound, or an eviction on a full disk. It is
 * a transaction of its own that only deletes a bounded number of entries, found by index. It loads no value.
 */
import type { Change } from '../../model/change.js';
import type { Eviction, StoreListener, StoreSettings } from '../../model/store.js';
import { CLOCK_TOLERANCE } from '../../model/timeout.js';
import { cullOrder } from '../cull.js';
import { bodiesBeside } from './bodies.js';
import { issueInChunks } from './chunks.js';
import { sweepLeases } from './leases.js';
import type { Progress } from './loader.js';
import { keysBy, removePresent } from './removal.js';
import { BY_AGE, BY_EXPIRY, DATA } from './schema.js';
import { inTransaction, type TransactionHandle } from './transaction.js';

const SWEEP = { size: 0, victims: () => 0, excess: () => 0 };

const NO_LEASES = { removed: 0, isLeft: false };

/** What a slice may remove. */
export interface Quota {
  /** How many entries there are. */
  readonly size: number;
  /** How many entries it may remove, the expired ones included. */
  readonly room: number;
  /** Returns how many of `size` unexpired entries to remove. */
  readonly victims: (size: number) => number;
  /** Returns how many of them exceed the bound, and are removed even if they were just written. */
  readonly excess: (size: number) => number;
  /** Both are estimates. What was just written is removed only by one that was made after all else was removed. */
  readonly isEstimate?: boolean;
}

/** One slice of a cull or an eviction. */
export interface Plan {
  /** Why entries are removed that have not expired. */
  readonly reason: Eviction['reason'];
  /**
   * Called in the transaction.
   *
   * @param limit how many entries a slice should remove at the most
   */
  quota(entries: IDBObjectStore, limit: number, handle: Progress): Promise<Quota>;
  /** Called after each part of a slice: whether another part follows in the same transaction. */
  goesOn?(part: Pruned): boolean;
  /** The keys that were lately read, the latest last. They are removed only if there are too few others. */
  readonly recent?: (() => readonly string[]) | undefined;
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

interface Slice {
  readonly settings: Omit<StoreSettings, 'listener'>;
  /** When it was requested. */
  readonly requested: number;
  readonly broadcast: (change: Change) => void;
  readonly plan: Plan | undefined;
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
  const slice = { settings, requested: settings.now(), broadcast, plan };
  return inTransaction<Pruned>(db, DATA, 'readwrite', settings, (entries, handle) => {
    removeParts(entries, handle, slice, limit).then(
      (pruned) => handle.answer(pruned),
      (error) => handle.fail(error),
    );
  });
}

/** Some plans look again after a part of the slice. */
async function removeParts(
  entries: IDBObjectStore,
  handle: TransactionHandle<Pruned>,
  slice: Slice,
  limit: number,
): Promise<Pruned> {
  let pruned = await removePart(entries, handle, slice, limit);
  let part = pruned;
  while (slice.plan?.goesOn?.(part) && pruned.removed < limit) {
    part = await removePart(entries, handle, slice, limit - pruned.removed);
    pruned = {
      ...part,
      removed: pruned.removed + part.removed,
      expired: pruned.expired + part.expired,
      culled: pruned.culled + part.culled,
      ms: pruned.ms + part.ms,
    };
  }
  return pruned;
}

async function removePart(
  entries: IDBObjectStore,
  handle: TransactionHandle<Pruned>,
  { settings, requested, broadcast, plan }: Slice,
  limit: number,
): Promise<Pruned> {
  const quota = (await plan?.quota(entries, limit, handle)) ?? { ...SWEEP, room: limit };
  const { size: count, room } = quota;
  // If the clock was set back meanwhile, the next slice uses the new time.
  const now = Math.max(requested, settings.now());
  const latest = Math.max(now, settings.latest?.() ?? now);
  const [expired, future] = await findExpired(entries, now, latest, room);
  const began = performance.now();
  const gone = new Set([...expired, ...future]);
  const isPlanned = plan && room > gone.size;
  const size = count - gone.size;
  const oldest = isPlanned ? await findOldest(entries, plan, quota, size, room - gone.size) : [];
  const early = [...future, ...oldest];
  if (early.length > 0) broadcast({ keys: early });
  const victims = [...gone, ...oldest];
  for (const key of victims) entries.delete(key).onsuccess = () => handle.progress();
  issueInChunks(removePresent(bodiesBeside(entries), victims, true), false, handle, () => {});
  const leases = plan ? NO_LEASES : await sweepLeases(entries, now, latest, room - victims.length);
  const [expiring] = await keysBy(entries, BY_EXPIRY, null, 1);
  const removed = victims.length + leases.removed;
  return {
    isFull: room > 0 && removed >= room,
    removed,
    expired: gone.size,
    culled: oldest.length,
    size: count - removed,
    isExpiring: leases.isLeft || !!expiring,
    ms: performance.now() - began,
  };
}

/** @param reason why entries were removed that had not expired */
export function reportEvictions(
  { evicted }: Pick<StoreListener, 'evicted'>,
  { expired, culled }: Pruned,
  reason: Eviction['reason'] = 'expired',
): void {
  if (expired > 0) evicted?.({ reason: 'expired', count: expired });
  if (culled > 0) evicted?.({ reason, count: culled });
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
  { spared: [first, last] = [Infinity, Infinity], except = new Set(), recent }: Plan,
  { size: before, victims, excess, isEstimate }: Quota,
  size: number,
  room: number,
): Promise<string[]> {
  const count = Math.min(victims(size), room);
  if (count <= 0) return [];
  const lately = recent?.() ?? [];
  const range = IDBKeyRange.upperBound(first, true);
  const oldest = await keysBy(entries, BY_AGE, range, count + except.size + lately.length);
  const candidates = oldest.filter((key) => !except.has(key));
  const keys = cullOrder(candidates, lately).slice(0, count);
  const most = Math.min(count, excess(size));
  for (const range of [IDBKeyRange.lowerBound(last, true), IDBKeyRange.bound(first, last)]) {
    if (isEstimate && size - keys.length < before) break;
    keys.push(...(await keysBy(entries, BY_AGE, range, most - keys.length)));
  }
  return keys;
}
