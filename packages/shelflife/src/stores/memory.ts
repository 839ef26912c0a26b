/** Entries in the memory of this thread: Django's `LocMemCache`. */

import { copyOf } from '../model/codec/encode.js';
import { inRange } from '../model/key.js';
import { type Change, changeOf, type Entry, forget, type Outcome } from '../model/operation.js';
import type { Store, StoreSession, StoreSettings } from '../model/store.js';
import { isLive } from '../model/timeout.js';
import { draftOf } from './apply-batch.js';
import { cullSize } from './cull.js';

/** Up to this size expired entries are kept. */
const SMALL = 64;

/** The entries of one name, oldest written first, and the listeners of their sessions. */
interface Shelf {
  readonly entries: Map<string, Entry>;
  readonly listeners: Set<(change: Change) => void>;
  /** The size at which expired entries are looked for again. */
  sweepAt: number;
}

/**
 * A store in memory, gone with the page or process. Caches that are given the same store object and
 * the same name share their entries; two `memoryStore()` share nothing.
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
        listeners: new Set(),
        sweepAt: SMALL,
      };
      shelves.set(name, shelf);
      return openShelf(shelf, settings);
    },
  };
}

function openShelf(shelf: Shelf, settings: StoreSettings): StoreSession {
  const { entries, listeners } = shelf;
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
    async execute({ now, operations }) {
      const { outcomes, changes } = draftOf(operations, entries, now);
      for (const [key, entry] of changes) {
        entries.delete(key);
        if (entry) entries.set(key, entry);
      }
      const keys = [...changes.keys()];
      if (changes.size > 0) notify({ keys: [...keys, ...bound(shelf, settings, keys, now)] });
      const clear = operations.find((operation) => operation.type === 'clear');
      if (clear) {
        forget(entries, changeOf(clear));
        notify(changeOf(clear));
      }
      return outcomes.map(ownCopy);
    },
    async keys(range) {
      const keys: string[] = [];
      for (const [key, { address = key }] of entries)
        if (!range || inRange(address, range)) keys.push(key);
      return keys.sort();
    },
    close,
    destroy: close,
  };
}

/** Removes what exceeds the bound, and from time to time what has expired. Returns the keys that were live. */
function bound(
  shelf: Shelf,
  { maxEntries, cullFrequency }: StoreSettings,
  justWritten: readonly string[],
  now: number,
): string[] {
  const { entries } = shelf;
  if (entries.size > Math.min(maxEntries, shelf.sweepAt)) {
    for (const [key, entry] of entries) if (!isLive(entry, now)) entries.delete(key);
    shelf.sweepAt = Math.max(SMALL, entries.size * 2);
  }
  if (entries.size <= maxEntries) return [];
  const young = justWritten.filter((key) => entries.has(key)).length;
  const count = cullSize(entries.size, young, maxEntries, cullFrequency);
  const victims = [...entries.keys()].slice(0, count);
  for (const key of victims) entries.delete(key);
  return victims;
}

function ownCopy(outcome: Outcome): Outcome {
  return 'value' in outcome ? { ...outcome, value: copyOf(outcome.value) } : outcome;
}
