/** Entries in the memory of this thread: Django's `LocMemCache`. */

import { sizeOf as bytesTakenBy } from '../model/codec/body.js';
import { pageOf } from '../model/key-pages.js';
import { isOver, LEASE_KEPT, type Lease } from '../model/lease.js';
import { type Change, changeOf, type Entry, forget } from '../model/operation.js';
import type {
  Eviction,
  Store,
  StoreListener,
  StoreSession,
  StoreSettings,
} from '../model/store.js';
import { isKept } from '../model/timeout.js';
import { applyBatch, writeTo } from './apply-batch.js';
import { cullSize } from './cull.js';

/** No sweep runs while there are no more entries or leases than this. */
const SMALL = 64;

/** The entries of one name, ordered by write time, and the listeners of their sessions. */
interface Shelf {
  readonly entries: Map<string, Entry>;
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
        entries: new Map(),
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
      const written = [...changes.keys()];
      const hasChanged = written.length + applied.leases.size > 0;
      const culled = hasChanged ? bound(shelf, settings, written, now) : [];
      if (culled.length > 0) for (const listener of listeners) listener({ keys: culled });
      const last = operations.at(-1);
      if (last?.type === 'clear') for (const map of [entries, leases]) forget(map, changeOf(last));
      for (const change of applied.announcements) notify(change);
      return outcomes;
    },
    async size() {
      let bytes = 0;
      for (const [key, entry] of entries) bytes += bytesTakenBy(key, entry);
      return { entries: entries.size, bytes };
    },
    keys: async (range, after, limit) => pageOf(entries, limit, range, after),
    close,
    destroy: close,
  };
}

/**
 * Culls entries above the bound, and now and then removes entries and leases that need not be kept. Returns the
 * culled keys.
 */
function bound(
  shelf: Shelf,
  { maxEntries, cullFrequency, listener }: StoreSettings,
  justWritten: readonly string[],
  now: number,
): string[] {
  const { entries, leases } = shelf;
  if (entries.size > maxEntries || sizeOf(shelf) > shelf.sweepAt) {
    const before = entries.size;
    for (const [key, entry] of entries) if (!isKept(entry, now)) entries.delete(key);
    report(listener, 'expired', before - entries.size);
    for (const [key, { until }] of leases) if (isOver(until + LEASE_KEPT, now)) leases.delete(key);
    shelf.sweepAt = Math.max(SMALL, sizeOf(shelf) * 2);
  }
  if (entries.size <= maxEntries) return [];
  const young = justWritten.filter((key) => entries.has(key)).length;
  const count = cullSize(entries.size, young, maxEntries, cullFrequency);
  const victims = [...entries.keys()].slice(0, count);
  for (const key of victims) entries.delete(key);
  report(listener, 'entries', victims.length);
  return victims;
}

function report(listener: StoreListener, reason: Eviction['reason'], count: number): void {
  if (count > 0) listener.evicted?.({ reason, count });
}

function sizeOf({ entries, leases }: Shelf): number {
  return Math.max(entries.size, leases.size);
}
