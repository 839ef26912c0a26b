/**
 * One batch in one transaction: it loads the entries that the batch names, applies the operations in memory,
 * and writes back what changed. With bare requests and callbacks, as a promise for each request costs half
 * as much again.
 */

import type { Lease } from '../../model/lease.js';
import {
  type Change,
  type Clear,
  type Entry,
  isWrite,
  type KeyedOperation,
  keysOf,
  needsValue,
  type Operation,
} from '../../model/operation.js';
import type { Batch, StoreSettings } from '../../model/store.js';
import { isLive } from '../../model/timeout.js';
import { type AppliedBatch, applyBatch } from '../apply-batch.js';
import { bodiesBeside, isLarge, loadBodies } from './bodies.js';
import { issueInChunks, type Step } from './chunks.js';
import { removeRanges } from './clearing.js';
import { leasesBeside, loadLeases } from './leases.js';
import type { Loader, OnUnreadable, Reader } from './loader.js';
import { removePresent } from './removal.js';
import { DATA, type EntryRecord, toEntry, toRecord } from './schema.js';
import { inTransaction, type TransactionHandle } from './transaction.js';

/** What all batches of a session have in common. */
export interface BatchContext {
  readonly settings: StoreSettings;
  /** The order in which entries are written, as a moment near `now`. */
  readonly timestamp: (now: number) => number;
  /** Called while the lock is held, before the commit; `isEarly` where the lock is not waited for. */
  readonly broadcast: (change: Change, isEarly?: boolean) => void;
  readonly loader: Loader;
}

export interface Committed extends AppliedBatch {
  /** How many of the entries written are new, or may be. */
  inserted: number;
  /** Whether something was written that is to be swept one day. */
  isExpiring?: boolean;
  /** The timestamps of the first and the last entry written. */
  ages?: readonly [first: number, last: number];
}

export interface BatchEvents {
  readonly unreadable: OnUnreadable;
  readonly unreadableLease: OnUnreadable;
  /** All requests are made, but the lock may not be held: `commitNow` commits without waiting for it. */
  waiting(commitNow: () => void): void;
}

/**
 * Resolves once the batch is committed. Rejects with a `CacheError`, and nothing was changed unless
 * its code is `outcome-unknown`.
 */
export function transact(
  db: IDBDatabase,
  batch: Batch,
  context: BatchContext,
  events: BatchEvents,
): Promise<Committed> {
  const mode = batch.operations.some(isWrite) ? 'readwrite' : 'readonly';
  return inTransaction(db, DATA, mode, context.settings, (entries, handle) =>
    new BatchTransaction(entries, handle, batch, context, events).load(),
  );
}

class BatchTransaction implements Reader {
  readonly unreadable: OnUnreadable;
  readonly #entries: IDBObjectStore;
  readonly #bodies: IDBObjectStore;
  readonly #handle: TransactionHandle<Committed>;
  readonly #batch: Batch;
  readonly #context: BatchContext;
  readonly #events: BatchEvents;
  readonly #toLoad: ReadonlySet<string>;
  readonly #loaded = new Map<string, Entry>();
  readonly #leases = new Map<string, Lease>();
  /** The loads that are under way: of entries and of leases. */
  #pending = 2;
  /** The loaded keys whose values lie apart. */
  readonly #withBody = new Set<string>();
  readonly #clear: Clear | undefined;
  #committed!: Committed;
  #hasBroadcast = false;

  constructor(
    entries: IDBObjectStore,
    handle: TransactionHandle<Committed>,
    batch: Batch,
    context: BatchContext,
    events: BatchEvents,
  ) {
    this.#entries = entries;
    this.#bodies = bodiesBeside(entries);
    this.#handle = handle;
    this.#batch = batch;
    this.#context = context;
    this.#events = events;
    this.unreadable = events.unreadable;
    this.#toLoad = keysToLoad(batch.operations);
    this.#clear = batch.operations.find((operation) => operation.type === 'clear');
  }

  load(): void {
    this.#context.loader.load(this.#entries, [...this.#toLoad], this.#handle, this);
    loadLeases(this.#entries, this.#batch.operations, this.#handle, {
      found: (lease, key) => this.#leases.set(key, lease),
      unreadable: this.#events.unreadableLease,
      done: () => this.#loadedSome(),
    });
  }

  found(record: EntryRecord): void {
    this.#loaded.set(record.key, toEntry(record));
    if (record.apart) this.#withBody.add(record.key);
  }

  done(): void {
    const wanted =
      this.#withBody.size > 0 ? this.#batch.operations.filter((one) => this.#needsValue(one)) : [];
    const keys = new Set(wanted.map(({ key }) => key));
    loadBodies(this.#bodies, keys, this.#loaded, this.#handle, this.unreadable, () =>
      this.#loadedSome(),
    );
  }

  /** A `fulfil` answers the value of an entry that is live, and overwrites any other. */
  #needsValue(operation: Operation): operation is KeyedOperation {
    if (!needsValue(operation)) return false;
    const found = this.#loaded.get(operation.key);
    return operation.type !== 'fulfil' || (!!found && isLive(found, this.#batch.now));
  }

  #loadedSome(): void {
    if (--this.#pending === 0) this.#handle.step(() => this.#apply());
  }

  #apply(): void {
    const { operations, now, isUrgent } = this.#batch;
    const loaded = { entries: this.#loaded, leases: this.#leases };
    this.#committed = { ...applyBatch(operations, loaded, now, true), inserted: 0 };
    this.#handle.answer(this.#committed);
    if (!operations.some(isWrite)) return;
    const { isQueued } = this.#context.settings;
    if (!issueInChunks(this.#writes(), isQueued, this.#handle, () => this.#commit())) return;
    // Loads that have succeeded mean that the lock is held.
    if (this.#toLoad.size > 0) this.#commit();
    else if (isUrgent) this.#commit(true);
    else this.#events.waiting(() => this.#commit(true));
  }

  /**
   * All requests are made and the lock is held: until then the transaction can be aborted. Where the lock
   * is not waited for, changes are broadcast early, and again once it is held.
   */
  #commit(isEarly?: boolean): void {
    if (!this.#hasBroadcast) {
      this.#hasBroadcast = !isEarly;
      const { broadcast } = this.#context;
      for (const change of this.#committed.announcements) broadcast(change, isEarly);
    }
    this.#handle.commit();
  }

  *#writes(): Generator<Step> {
    yield* this.#removals();
    for (const [key, entry] of this.#committed.changes) {
      if (!entry) yield this.#entries.delete(key);
      else {
        if (isLarge(entry)) yield this.#bodies.put(entry[partOf(entry)], key);
        yield this.#entries.put(this.#recordOf(key, entry));
      }
    }
    for (const [key, lease] of this.#committed.leases) {
      if (!lease) continue;
      this.#committed.isExpiring = true;
      yield leasesBeside(this.#entries).put(lease, key);
    }
    if (this.#clear) yield* this.#clearing(this.#clear);
  }

  /** Both look for what there is at the same time. */
  *#removals(): Generator<Step> {
    const mayWait = !this.#context.settings.isQueued;
    const ended = [...this.#committed.leases].flatMap(([key, lease]) => (lease ? [] : [key]));
    const bodies = removePresent(this.#bodies, this.#keysOfStaleBodies(), mayWait);
    const leases = removePresent(leasesBeside(this.#entries), ended, mayWait);
    yield* bodies;
    yield* leases;
  }

  *#clearing({ ranges }: Clear): Generator<Step> {
    const leases = leasesBeside(this.#entries);
    if (ranges || !this.#context.settings.isQueued) {
      yield* removeRanges(this.#entries, ranges, this.#bodies);
      yield* removeRanges(leases, ranges);
      return;
    }
    // It must be complete at once, as the page may be about to leave.
    for (const store of [leases, this.#bodies, this.#entries]) yield store.clear();
  }

  #recordOf(key: string, entry: Entry): EntryRecord {
    const { timestamp } = this.#context;
    const committed = this.#committed;
    const age = timestamp(this.#batch.now);
    committed.ages = [committed.ages?.[0] ?? age, age];
    if (!this.#loaded.has(key)) committed.inserted++;
    if (entry.expires < Infinity) committed.isExpiring = true;
    return toRecord(key, entry, age, isLarge(entry) ? partOf(entry) : entry.apart);
  }

  /** The keys that lose their bodies. Whether an entry that was not loaded has one is not known. */
  #keysOfStaleBodies(): string[] {
    const keys: string[] = [];
    for (const [key, entry] of this.#committed.changes) {
      const mayHaveBody = this.#withBody.has(key) || !this.#toLoad.has(key);
      if (mayHaveBody && !entry?.apart && !(entry && isLarge(entry))) keys.push(key);
    }
    return keys;
  }
}

function partOf(entry: Entry): 'text' | 'value' {
  return entry.text === undefined ? 'value' : 'text';
}

/** The keys that must be read: all but those that the batch overwrites first. */
export function keysToLoad(operations: readonly Operation[]): Set<string> {
  const toLoad = new Set<string>();
  const overwritten = new Set<string>();
  for (const operation of operations) {
    if (operation.type === 'clear') continue;
    if (operation.type === 'set') overwritten.add(operation.key);
    else for (const key of keysOf(operation)) if (!overwritten.has(key)) toLoad.add(key);
  }
  return toLoad;
}
