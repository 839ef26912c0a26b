/**
 * What this thread knows about keys, and the one path that changes take: whatever happens to a key,
 * here or elsewhere, `invalidate()` drops everything that it makes out of date.
 */

import { type Change, changeOf, forget } from '../model/change.js';
import { copyOf, decodeCopy } from '../model/codec/encode.js';
import type { Place } from '../model/key.js';
import type { Lease } from '../model/lease.js';
import type {
  Entry,
  KeyedOperation,
  Operation,
  Outcome,
  SetOperation,
} from '../model/operation.js';
import { isLive } from '../model/timeout.js';
import type { TierBounds } from './configuration.js';
import type { PendingLoad } from './loads.js';
import { MemoryTier } from './memory-tier.js';
import type { Subscriptions } from './subscriptions.js';

/** An acknowledged write, with what decides whether its entry is live. */
interface QueuedWrite extends Pick<Entry, 'written' | 'expires' | 'address' | 'tags'> {
  readonly operation: SetOperation;
}

interface UnderWay {
  readonly address?: string | undefined;
  readonly operation: KeyedOperation;
  readonly entry: Partial<Entry>;
}

/** Those who wait for the next change of a key. */
interface Watchers {
  readonly address?: string | undefined;
  readonly calls: Set<() => void>;
}

/** How many leases are remembered: without one a call asks the store. */
const MAX_LEASES = 1_000;

export class LocalState {
  readonly loads = new Map<string, PendingLoad>();
  /** Leases that others have, or that rest after a failure, as long as nobody says that they have changed. */
  readonly leases = new Map<string, Lease>();
  /** Committed entries. */
  readonly #tier: MemoryTier;
  /** Acknowledged writes that are not committed yet. */
  readonly #queued = new Map<string, QueuedWrite>();
  /** Those who wait for the load of another thread. */
  readonly #watchers = new Map<string, Watchers>();
  /** For each key the operation under way whose entry memory may hold afterwards. */
  readonly #fills = new Map<string, KeyedOperation>();
  /** For each key the write of one's own under way, with what `peek` answers until it is settled. */
  readonly #underWay = new Map<string, UnderWay>();
  readonly #subscriptions: Subscriptions;
  /** Whether anybody has subscribed or peeked. */
  isWatched = false;
  readonly #hasTier: boolean;
  readonly #now: () => number;

  constructor(bounds: TierBounds, now: () => number, subscriptions: Subscriptions) {
    this.#subscriptions = subscriptions;
    this.#tier = new MemoryTier(bounds, now);
    this.#hasTier = bounds.maxEntries > 0;
    this.#now = now;
  }

  /**
   * The live entry under a key as far as memory has it; with `stale` an expired one that is kept, too. A queued
   * write counts before a committed one.
   */
  peek(key: string, type: 'get' | 'has' = 'get', stale = false): Outcome | undefined {
    const queued = this.#queued.get(key);
    if (!queued) return this.#tier.get(key, type, stale);
    if (!isLive(queued, this.#now())) return undefined;
    const { operation, ...moments } = queued;
    const value = type === 'get' ? decodeCopy(operation) : undefined;
    return { hit: true, ...moments, value };
  }

  /** As `peek()`, for those who do not wait: what a write of one's own under way will leave counts before it. */
  glance(key: string, stale: boolean): Outcome | undefined {
    const entry = this.#underWay.get(key)?.entry;
    if (!entry) return this.peek(key, 'get', stale);
    const { expires = Infinity } = entry;
    const isLiveYet = this.#now() < expires;
    return isLiveYet ? { hit: true, expires, value: decodeCopy(entry) } : undefined;
  }

  /** The keys that memory was lately asked for and has, the latest last. */
  recent(): readonly string[] {
    return this.#tier.recent();
  }

  /** Lets reads see a write that is acknowledged before it is committed. */
  queue(operation: SetOperation, written: number): void {
    const { key, expires, address, tags } = operation;
    this.#queued.set(key, { operation, written, expires, address, tags });
  }

  /** `changed` resolves at the next change of a key or of its lease, unless `stop()` is called before. */
  watch({ key, address }: Place): { readonly changed: Promise<void>; readonly stop: () => void } {
    const watchers = this.#watchers.get(key) ?? { address, calls: new Set() };
    this.#watchers.set(key, watchers);
    let call = () => {};
    const changed = new Promise<void>((resolve) => {
      call = resolve;
    });
    watchers.calls.add(call);
    const stop = () => {
      watchers.calls.delete(call);
      if (watchers.calls.size === 0 && this.#watchers.get(key) === watchers)
        this.#watchers.delete(key);
    };
    return { changed, stop };
  }

  rememberLease(key: string, lease: Lease): void {
    const { leases } = this;
    leases.set(key, lease);
    if (leases.size > MAX_LEASES) leases.delete(leases.keys().next().value!);
  }

  /** Lets memory hold the entry that an operation finds or stores, if nothing happens to its key meanwhile. */
  expectFill(operation: KeyedOperation): void {
    if (this.#hasTier) this.#fills.set(operation.key, operation);
  }

  /** Ends an operation. If nothing happened to its key meanwhile, memory holds the entry from here on. */
  settle(operation: Operation, outcome: Outcome, now: number, isCoherent: boolean): void {
    if (this.isWatched) this.#notifySettled(operation, outcome);
    if (!('key' in operation)) return;
    const { key } = operation;
    if (this.#queued.get(key)?.operation === operation) this.#queued.delete(key);
    if (operation.type === 'fulfil' || operation.type === 'release') this.#wake({ keys: [key] });
    if (endsToken(operation, outcome)) this.loads.delete(key);
    if (this.#fills.get(key) !== operation) return;
    this.#fills.delete(key);
    if (!outcome.error) this.#fill(operation, outcome, now, isCoherent);
    else if (operation.type === 'fulfil') this.#tier.forget({ keys: [key] });
  }

  /** A set or a removal was told at the call, and is told again if it failed. Other writes are told now. */
  #notifySettled(operation: Operation, outcome: Outcome): void {
    const isTold = isToldAtCall(operation);
    if (isTold ? outcome.error : hasChanged(operation, outcome)) this.#notify(operation);
    if (!('key' in operation)) return;
    const { key } = operation;
    if (this.#underWay.get(key)?.operation === operation) this.#underWay.delete(key);
    const expires = expiryAfter(operation, outcome);
    if (expires !== undefined) this.#subscriptions.expires(key, expires);
  }

  #notify(operation: Operation): void {
    const address = 'key' in operation ? operation.address : undefined;
    const isOne = operation.type !== 'move';
    this.#subscriptions.changed(changeOf(operation), isOne ? address : undefined);
  }

  /** Keeps what `peek` answers while a write is under way: what a set stores, or what other writes may keep. */
  #expectPeek(operation: Operation, change: Change): void {
    forget(this.#underWay, change);
    if (!('key' in operation) || !this.#hasTier) return;
    const { key, type, address } = operation;
    const held = type === 'set' ? operation : !isToldAtCall(operation) && this.peek(key);
    if (held) this.#underWay.set(key, { address, operation, entry: held as Partial<Entry> });
  }

  #wake(change: Change): void {
    forget(this.leases, change);
    forget(this.#watchers, change, (key) => {
      for (const changed of [...(this.#watchers.get(key)?.calls ?? [])]) changed();
    });
  }

  /** Drops what this cache's own write makes out of date, at the time of the call. */
  invalidateForWrite(operation: Operation): void {
    const change = changeOf(operation);
    if (this.isWatched) {
      this.#expectPeek(operation, change);
      if (isToldAtCall(operation)) this.#notify(operation);
    }
    forget(this.#queued, change);
    // For these, the store decides which call was first.
    const endsLoads = isToldAtCall(operation) || operation.type === 'move';
    if (endsLoads) forget(this.loads, change, (key) => this.loads.get(key)?.end());
    this.invalidate(change, endsLoads);
  }

  /** Drops whatever depends on entries that others have changed, and tells the subscribers. */
  changedElsewhere(change: Change): void {
    this.invalidate(change);
    if (!change.isLease) forget(this.#underWay, change, (key) => this.#dropKept(key));
    this.#subscriptions.changed(change);
  }

  #dropKept(key: string): void {
    if (this.#underWay.get(key)?.operation.type !== 'set') this.#underWay.delete(key);
  }

  /** Drops whatever depends on entries that have changed. */
  invalidate(change: Change, endsLoads = true): void {
    this.#wake(change);
    // Its token has ended, or its lease was taken over and given up.
    if (change.isLease)
      return forget(this.loads, change, (key) => {
        if (this.loads.get(key)?.hasLease) this.loads.delete(key);
      });
    this.#tier.forget(change);
    // What is being read may have the tags.
    forget(this.#fills, { ...change, tags: undefined });
    if (endsLoads) forget(this.loads, change);
  }

  /** Holds the entry that is there after an operation, if the outcome shows it, and no other. */
  #fill(operation: KeyedOperation, outcome: Outcome, now: number, isCoherent: boolean): void {
    const { type, key } = operation;
    if (type === 'has' && outcome.hit) return;
    this.#tier.forget({ keys: [key] });
    const isStored = type === 'set' || (type === 'add' && !outcome.hit) || outcome.isStored;
    const { written = now } = outcome;
    const entry: Partial<Entry> = isStored ? { ...(operation as SetOperation), written } : outcome;
    if (!isCoherent || entry.isHeavy) return;
    // The caller gets the value of the outcome.
    this.#tier.put(key, entry, isStored ? entry.value : copyOf(entry.value), now, !isStored);
  }
}

/** Whether a write has its effect on memory at the call, and is not left to the store to decide. */
function isToldAtCall(operation: Operation): boolean {
  const isRemoval = operation.type === 'touch' && operation.expires === -Infinity;
  return isRemoval || ['set', 'delete', 'clear', 'deleteTagged'].includes(operation.type);
}

/** Whether an operation that leaves it to the store who was first has ended the token of its key. */
function endsToken({ type }: Operation, { hit, error }: Outcome): boolean {
  return !error && ((type === 'add' && !hit) || type === 'incr');
}

/** Whether an operation that the store decides about has changed the entry. */
function hasChanged({ type }: Operation, { hit, error, isStored, value }: Outcome): boolean {
  if (type === 'add') return !hit || !!error;
  // What was surely not stored must not make a subscriber load again.
  if (type === 'fulfil') return !!isStored || error?.code === 'outcome-unknown';
  // An `incr` that makes its entry misses, and answers the sum.
  const isDone = hit || (type === 'incr' && value !== undefined);
  return ['touch', 'incr', 'move'].includes(type) && (isDone || !!error);
}

/** When the entry expires that is known to be there after an operation. */
function expiryAfter(operation: Operation, { hit, error, expires, isStored, isStale }: Outcome) {
  // A subscriber that reads a stale value when it expires must not be told of its expiry again.
  if (error || isStale) return undefined;
  if ('expires' in operation && (operation.type === 'set' || isStored || !hit))
    return operation.expires;
  return operation.type === 'touch' ? operation.expires : expires;
}
