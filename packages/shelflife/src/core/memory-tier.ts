/**
 * Committed entries in the memory of this thread: read without leaving the tick. The least recently used
 * are dropped first. The store is authoritative: dropping an entry here never loses a write.
 */

import { type Change, forget } from '../model/change.js';
import { sizeOf } from '../model/codec/body.js';
import { copyOf, decode } from '../model/codec/encode.js';
import { copyTree } from '../model/codec/tree.js';
import type { Entry, Outcome } from '../model/operation.js';
import { isKept, isLive } from '../model/timeout.js';
import { later } from '../platform/timers.js';
import type { TierBounds } from './configuration.js';

/** Ms after which entries that have expired or aged are dropped at the latest. */
const SWEEP_INTERVAL = 60_000;

/** How many of the keys that were lately read are named to a cull. */
const MOST_RECENT = 1_000;

interface Held extends Entry {
  /** When the tier got it. */
  readonly since: number;
  readonly size: number;
  /** Whether `value` is the tree parsed from the text. The first hit replaces the text by the tree. */
  readonly isTree?: boolean;
  /** Whether it was read, from here or from the store. */
  isRead?: boolean;
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

  /** The live entry under a key; with `stale` an expired one that is kept, too. For `get` with a copy of the value. */
  get(key: string, type: 'get' | 'has' = 'get', stale = false): Outcome | undefined {
    const held = this.#held.get(key);
    if (!held) return undefined;
    const now = this.#now();
    if (this.#isOver(held, now)) this.#remove(key);
    else if (isLive(held, now)) return this.#use(key, held, type);
    else if (stale) return { ...this.#use(key, held, type), hit: false, isStale: true };
    return undefined;
  }

  #use(key: string, held: Held, type: 'get' | 'has'): Outcome {
    const used = type === 'get' ? decoded(held) : held;
    if (type === 'get') used.isRead = true;
    this.#held.delete(key);
    this.#held.set(key, used);
    const { expires, written, address, staleWhileRevalidate, staleIfError } = used;
    const value = type === 'get' ? copyFor(used) : undefined;
    return { hit: true, expires, written, address, staleWhileRevalidate, staleIfError, value };
  }

  /** The keys that were lately read, the latest last. */
  recent(): string[] {
    const read: string[] = [];
    for (const [key, { isRead }] of this.#held) if (isRead) read.push(key);
    return read.slice(-MOST_RECENT);
  }

  /**
   * Holds an entry, unless it lacks an expiry or is heavy.
   *
   * @param value its value as a copy of the tier's own
   * @param isRead whether a read has found it, and not a write stored it
   */
  put(key: string, entry: Partial<Entry>, value: unknown, now: number, isRead = false): void {
    this.#remove(key);
    const { expires } = entry;
    if (expires === undefined) return;
    const size = sizeOf(key, entry);
    this.#held.set(key, { written: now, ...entry, expires, value, since: now, size, isRead });
    this.#size += size;
    while (this.#isOverfull()) this.#remove(this.#held.keys().next().value!);
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
    return Math.abs(now - held.since) >= this.#bounds.maxAge || !isKept(held, now);
  }

  #remove(key: string): void {
    const held = this.#held.get(key);
    if (!held) return;
    this.#size -= held.size;
    this.#held.delete(key);
  }

  /** Drops what has expired or aged. Returns whether anything is left. */
  sweep(): boolean {
    const now = this.#now();
    for (const [key, held] of this.#held) if (this.#isOver(held, now)) this.#remove(key);
    return this.#held.size > 0;
  }
}

/** The tiers that may hold something. One timer sweeps all of them, and keeps none of them alive. */
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

/** The entry with the tree parsed from its text, instead of the text. */
function decoded(held: Held): Held {
  if (held.text === undefined) return held;
  return { ...held, text: undefined, value: decode(held), isTree: true };
}

function copyFor({ isTree, value }: Held): unknown {
  return isTree ? copyTree(value) : copyOf(value);
}
