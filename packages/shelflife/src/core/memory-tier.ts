/**
 * Committed entries in the memory of this thread: read without leaving the tick, the least recently
 * used given up first. The store is the truth, and losing something here never loses a write.
 */

import { bytesOf } from '../model/codec/body.js';
import { copyOf, decode } from '../model/codec/encode.js';
import { copyTree } from '../model/codec/tree.js';
import { type Change, type Entry, forget, type Outcome } from '../model/operation.js';
import { isLive } from '../model/timeout.js';
import { later } from '../platform/timers.js';
import type { TierBounds } from './configuration.js';

/** Ms after which what has expired or aged is let go at the latest. */
const SWEEP_INTERVAL = 60_000;

/** What an entry is taken to need besides its key and its value. */
const OVERHEAD_BYTES = 100;

interface Held extends Entry {
  /** When it came here. */
  readonly since: number;
  readonly size: number;
  /** What the text stood for, from the first hit on. */
  readonly isTree?: boolean;
}

export class MemoryTier {
  readonly #held = new Map<string, Held>();
  readonly #bounds: TierBounds;
  readonly #now: () => number;
  #size = 0;
  readonly #self = new WeakRef(this);

  constructor(bounds: TierBounds, now: () => number) {
    this.#bounds = bounds;
    this.#now = now;
  }

  /** The live entry under a key; for `get` with a value that is the caller's own. */
  get(key: string, type: 'get' | 'has' = 'get'): Outcome | undefined {
    const held = this.#held.get(key);
    if (!held) return undefined;
    if (this.#isOver(held, this.#now())) {
      this.#remove(key);
      return undefined;
    }
    const used = type === 'get' ? decoded(held) : held;
    this.#held.delete(key);
    this.#held.set(key, used);
    const { expires, written, address } = used;
    const found = { hit: true, expires, written, address };
    if (type === 'has') return found;
    return { ...found, value: used.isTree ? copyTree(used.value) : copyOf(used.value) };
  }

  /** Holds an entry, whose value is nobody else's. */
  put(key: string, entry: Entry): void {
    this.#remove(key);
    if (entry.isHeavy) return;
    const size = bytesOf(entry) + key.length * 2 + OVERHEAD_BYTES;
    this.#held.set(key, { ...entry, since: this.#now(), size });
    this.#size += size;
    for (const [oldest] of this.#held) {
      if (!this.#isOverfull()) break;
      this.#remove(oldest);
    }
    sweepLater(this.#self);
  }

  forget(change: Change): void {
    forget(this.#held, change, (key) => this.#remove(key));
  }

  /** One value may be larger than the bound by itself. */
  #isOverfull(): boolean {
    const { maxEntries, maxBytes } = this.#bounds;
    const { size } = this.#held;
    return size > maxEntries || (this.#size > maxBytes && size > 1);
  }

  #isOver(held: Held, now: number): boolean {
    return Math.abs(now - held.since) >= this.#bounds.maxAge || !isLive(held, now);
  }

  #remove(key: string): void {
    this.#size -= this.#held.get(key)?.size ?? 0;
    this.#held.delete(key);
  }

  /** Lets go of what has expired or aged; whether anything is left. */
  sweep(): boolean {
    const now = this.#now();
    for (const [key, held] of this.#held) if (this.#isOver(held, now)) this.#remove(key);
    return this.#held.size > 0;
  }
}

/** The tiers that may hold something. One timer looks after all of them, and keeps none of them alive. */
const filled = new Set<WeakRef<MemoryTier>>();

function sweepLater(tier: WeakRef<MemoryTier>): void {
  if (filled.size === 0) later(SWEEP_INTERVAL, sweepAll);
  filled.add(tier);
}

function sweepAll(): void {
  const tiers = [...filled];
  filled.clear();
  for (const tier of tiers) if (tier.deref()?.sweep()) sweepLater(tier);
}

/** With the tree that its text stands for, instead of the text. */
function decoded(held: Held): Held {
  if (held.text === undefined) return held;
  return { ...held, text: undefined, value: decode(held), isTree: true };
}
