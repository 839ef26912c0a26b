/** Entries in the memory of this thread: Django's `LocMemCache`. */

import { type Change, changeOf, forget } from '../model/change.js';
import { pageOf } from '../model/key-pages.js';
import { isOver, LEASE_KEPT, type Lease } from '../model/lease.js';
import type { Store, StoreSession, StoreSettings } from '../model/store.js';
import { applyBatch, writeTo } from './apply-batch.js';
import { keepWithin, removeExpired } from './bound.js';
import { SizedEntries } from './sized-entries.js';

/** No sweep runs while there are no more entries or leases than this. */
const SMALL = 64;

/** The entries of one name, ordered by write time, and the listeners of their sessions. */
interface Shelf {
  readonly entries: SizedEntries;
  readonly leases: Map<string, Lease>;
  readonly listeners: Set<(change: Change) => void>;
  /** Above this size the next write sweeps. */
  sweepAt: number;
}

/**
 * A store in memory. Its entries are lost when the page or process ends. Caches with the same store object
 * and the same name share entries. Two calls of `memoryStore()` create stores that share nothing.
 *
 * @example createCache({ name: 'session', store: memoryStore() })
 */
export function memoryStore(): Store {
  const shelves = new Map<string, Shelf>();
  return {
    open(settings) {
      const { name } = settings;
      const shelf = shelves.get(name) ?? {
        entries: new SizedEntries(),
        leases: new Map(),
        listeners: new Set(),
        sweepAt: SMALL,
      };
      shelves.set(name, shelf);
      return openShelf(shelf, settings);
    },
  };
}

function openShelf(shelf: Shelf, settings: StoreSettings): StoreSession {
  const { entries, leases, listeners } = shelf;
  const own = (change: Change) => settings.listener.changed(change);
  listeners.add(own);

  const notify = (change: Change) => {
    for (const listener of listeners) if (listener !== own) listener(change);
  };

  const close = async () => {
    listeners.delete(own);
  };

  return {
    backend: 'memory',
    isCoherent: true,
    async execute({ now, operations }) {
      const applied = applyBatch(operations, shelf, now);
      const { outcomes, changes } = applied;
      writeTo(entries, changes);
      writeTo(leases, applied.leases);
      if (changes.size + applied.leases.size > 0) sweep(shelf, settings, now);
      const culled = changes.size > 0 ? keepWithin(entries, settings, changes.keys(), now) : [];
      if (culled.length > 0) for (const listener of listeners) listener({ keys: culled });
      const last = operations.at(-1);
      if (last?.type === 'clear') for (const map of [entries, leases]) forget(map, changeOf(last));
      for (const change of applied.announcements) notify(change);
      return outcomes;
    },
    async size() {
      return { entries: entries.size, bytes: entries.bytes };
    },
    keys: async (range, after, limit) => pageOf(entries, limit, range, after),
    close,
    destroy: close,
  };
}

/** Now and then removes what need not be kept, so that it does not add up where nothing is culled. */
function sweep(shelf: Shelf, settings: StoreSettings, now: number): void {
  if (sizeOf(shelf) <= shelf.sweepAt) return;
  removeExpired(shelf.entries, settings, now);
  const { leases } = shelf;
  for (const [key, { until }] of leases) if (isOver(until + LEASE_KEPT, now)) leases.delete(key);
  shelf.sweepAt = Math.max(SMALL, sizeOf(shelf) * 2);
}

function sizeOf({ entries, leases }: Shelf): number {
  return Math.max(entries.size, leases.size);
}
