/**
 * What keeps the store small, off the path of every call: sweeps of the expired, culls at the bound,
 * eviction on a full disk. Each is a transaction of its own that only deletes, a bounded slice found by
 * index, and loads no value. All are idempotent, so tabs need no lock for them.
 */
import { wrap } from 'idb';
import type { Change } from '../../operation.js';
import { CLOCK_TOLERANCE } from '../../timeout.js';
import type { StoreSettings } from '../store.js';
import { inTransaction } from './guard.js';
import { BY_AGE, BY_EXPIRY, ENTRIES } from './schema.js';

/** How many entries go at once at the most, expired and others each. */
export const SLICE = 500;

/** How many of `size` entries are to go that have not expired. */
export type Wanted = (size: number) => number;

export interface Pruned {
  /** How many expired entries went. */
  readonly expired: number;
  /** How many entries there are now, if that was asked. */
  readonly size: number;
  /** How many of those wanted are left for a next time. */
  readonly left: number;
}

/**
 * Removes a slice of the expired, and of the oldest written as many as are wanted.
 *
 * @param tellAll called with the keys removed before their time, while the lock is held
 * @param wanted none without it, and nothing is counted
 * @param spared was just written, and goes last
 */
export function prune(
  db: IDBDatabase,
  settings: StoreSettings,
  tellAll: (change: Change) => void,
  wanted?: Wanted,
  spared: ReadonlySet<string> = new Set(),
): Promise<Pruned> {
  return inTransaction<Pruned>(db, ENTRIES, 'readwrite', settings, (entries, guard) => {
    const keysBy = (index: string, range: IDBKeyRange | null, count: number) =>
      wrap(entries.index(index).getAllKeys(range, count) as IDBRequest<string[]>);
    const remove = (keys: Iterable<string>) => {
      for (const key of keys) entries.delete(key).onsuccess = guard.progress;
    };

    const removeSlice = async (): Promise<Pruned> => {
      const { now, latest = now } = settings;
      // By its timeout, or written under a clock that was set back since. Nobody need be told.
      const expired = new Set([
        ...(await keysBy(BY_EXPIRY, IDBKeyRange.upperBound(now()), SLICE)),
        ...(await keysBy(BY_AGE, IDBKeyRange.lowerBound(latest() + CLOCK_TOLERANCE + 1), SLICE)),
      ]);
      remove(expired);
      const size = wanted ? await wrap(entries.count()) : 0;
      const count = wanted?.(size) ?? 0;
      const slice = Math.min(count, SLICE);
      const oldest = slice > 0 ? await keysBy(BY_AGE, null, slice + spared.size) : [];
      oldest.sort((one, other) => Number(spared.has(one)) - Number(spared.has(other)));
      const victims = oldest.slice(0, slice);
      if (victims.length > 0) tellAll({ keys: victims });
      remove(victims);
      return { expired: expired.size, size: size - victims.length, left: count - slice };
    };

    removeSlice().then(guard.answer, guard.fail);
  });
}
