/** Entries in the memory of this thread: Django's `LocMemCache`. */
import { inRange, type KeyRange } from '../key.js';
import { apply, type Clear, type Entry, type Outcome } from '../operation.js';
import { copyOf } from '../snapshot.js';
import { isLive } from '../timeout.js';
import { cullSize } from './cull.js';
import type {
  Batch,
  Change,
  Page,
  PageRequest,
  Store,
  StoreSession,
  StoreSettings,
} from './store.js';

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
      const shelf = shelves.get(settings.name) ?? new Shelf();
      shelves.set(settings.name, shelf);
      return new MemorySession(shelf, settings);
    },
  };
}

/** The entries of one name, oldest written first, and who looks at them. */
class Shelf {
  readonly entries = new Map<string, Entry>();
  readonly sessions = new Set<MemorySession>();
  /** The size at which expired entries are looked for again. */
  sweepAt = 64;

  readonly view = {
    load: (key: string) => this.entries.get(key),
    save: (key: string, entry: Entry) => {
      this.entries.delete(key);
      this.entries.set(key, entry);
    },
    remove: (key: string) => {
      this.entries.delete(key);
    },
  };

  sweep(now: number): void {
    for (const [key, entry] of this.entries) if (!isLive(entry, now)) this.entries.delete(key);
    this.sweepAt = Math.max(64, this.entries.size * 2);
  }

  clear({ ranges, byAddress }: Clear): void {
    if (!ranges) return this.entries.clear();
    for (const [key, entry] of this.entries)
      if (ranges.some((range) => isWithin(key, entry, range, byAddress))) this.entries.delete(key);
  }
}

class MemorySession implements StoreSession {
  readonly backend = 'memory';
  readonly #shelf: Shelf;
  readonly #settings: StoreSettings;

  constructor(shelf: Shelf, settings: StoreSettings) {
    this.#shelf = shelf;
    this.#settings = settings;
    shelf.sessions.add(this);
  }

  async execute({ now, operations }: Batch): Promise<Outcome[]> {
    const changed = new Set<string>();
    const view = recording(this.#shelf.view, changed);
    const outcomes = operations.map((operation): Outcome => {
      if (operation.type !== 'clear') return ownCopy(apply(view, operation, now));
      this.#shelf.clear(operation);
      this.#tell(operation.ranges ? { ranges: operation.ranges } : { all: true });
      return { hit: false };
    });
    if (changed.size > 0) {
      this.#tell({ keys: [...changed] });
      this.#bound(changed, now);
    }
    return outcomes;
  }

  async page({ range, byAddress = false, after, limit, now }: PageRequest): Promise<Page> {
    const found = [...this.#shelf.entries]
      .filter(([, entry]) => isLive(entry, now) && (!range || byAddress === isAddressed(entry)))
      .filter(([key, entry]) => !range || isWithin(key, entry, range, byAddress))
      .map(([key, entry]) => ({ at: byAddress ? (entry.address ?? key) : key, key, entry }))
      .filter(({ at }) => after === undefined || at > after)
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    const page = found.slice(0, limit);
    return {
      entries: page.map(({ key, entry }) => ({
        key: entry.address ?? key,
        value: copyOf(entry.value),
        expires: entry.expires,
      })),
      next: found.length > limit ? page.at(-1)!.at : undefined,
    };
  }

  async close(): Promise<void> {
    this.#shelf.sessions.delete(this);
  }

  async destroy(): Promise<void> {
    this.#shelf.entries.clear();
    this.#tell({ all: true });
    await this.close();
  }

  #tell(change: Change): void {
    for (const session of this.#shelf.sessions)
      if (session !== this) session.#settings.listener.changed(change);
  }

  #bound(justWritten: ReadonlySet<string>, now: number): void {
    const { maxEntries, cullFrequency } = this.#settings;
    const { entries } = this.#shelf;
    if (entries.size > maxEntries || entries.size > this.#shelf.sweepAt) this.#shelf.sweep(now);
    if (entries.size <= maxEntries) return;
    const oldest = [...entries.keys()].filter((key) => !justWritten.has(key));
    const size = cullSize(entries.size, maxEntries, cullFrequency);
    const victims = oldest.slice(0, size);
    const over = entries.size - victims.length - maxEntries;
    victims.push(...[...justWritten].slice(0, Math.max(0, over)));
    for (const key of victims) entries.delete(key);
    this.#tell({ keys: victims });
  }
}

/** Whether an entry belongs to a range of built-in keys. */
function isWithin(key: string, entry: Entry, range: KeyRange, byAddress = false): boolean {
  const address = byAddress ? entry.address : (entry.address ?? key);
  return address !== undefined && inRange(address, range);
}

function isAddressed(entry: Entry): boolean {
  return entry.address !== undefined;
}

/** The view, with the keys noted that are written to or removed. */
function recording(view: Shelf['view'], changed: Set<string>): Shelf['view'] {
  return {
    load: view.load,
    save(key, entry) {
      changed.add(key);
      view.save(key, entry);
    },
    remove(key) {
      changed.add(key);
      view.remove(key);
    },
  };
}

function ownCopy(outcome: Outcome): Outcome {
  return 'value' in outcome ? { ...outcome, value: copyOf(outcome.value) } : outcome;
}
