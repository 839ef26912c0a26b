/**
 * Committed entries in the memory of this thread: read without leaving the tick, the least recently
 * used given up first. The store is the truth, and losing something here never loses a write.
 */
import { type Change, type Entry, forget, type Outcome } from './operation.js';
import type { TierBounds } from './options.js';
import { copyOf, HEAVIEST, type Inspected, type Inspection, inspect } from './snapshot.js';
import { isLive } from './timeout.js';

interface Held extends Entry, Inspected {
  /** When it came here. */
  readonly since: number;
}

export class MemoryTier {
  readonly #held = new Map<string, Held>();
  readonly #bounds: TierBounds;
  readonly #now: () => number;

  constructor(bounds: TierBounds, now: () => number) {
    this.#bounds = bounds;
    this.#now = now;
  }

  /** The live entry under a key, with a value that is the caller's own. */
  get(key: string, type: 'get' | 'has' = 'get'): Outcome | undefined {
    const held = this.#held.get(key);
    if (!held) return undefined;
    const now = this.#now();
    this.#held.delete(key);
    const isStale = Math.abs(now - held.since) >= this.#bounds.maxAge;
    if (isStale || !isLive(held, now)) return undefined;
    this.#held.set(key, held);
    const value = type === 'get' ? copyOf(held.value, held.isTree) : undefined;
    return { ...held, hit: true, value };
  }

  /** Holds an entry: with its value where that is a snapshot, and so nobody's, else with a copy. */
  put(key: string, entry: Entry & Partial<Inspection>): void {
    const isSnapshot = isInspected(entry);
    const inspected = isSnapshot ? entry : inspect(entry.value);
    this.#held.delete(key);
    if (inspected.weight > HEAVIEST) return;
    const value = isSnapshot ? entry.value : copyOf(entry.value, inspected.isTree);
    this.#held.set(key, { ...entry, ...inspected, value, since: this.#now() });
    for (const [oldest] of this.#held) {
      if (this.#held.size <= this.#bounds.maxEntries) break;
      this.#held.delete(oldest);
    }
  }

  forget(change: Change): void {
    forget(this.#held, change);
  }
}

function isInspected(entry: Entry & Partial<Inspection>): entry is Entry & Inspection {
  return entry.weight !== undefined;
}
