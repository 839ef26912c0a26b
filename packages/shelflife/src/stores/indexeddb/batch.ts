/**
 * Runs one batch in one transaction: loads the entries that the batch names, applies the operations in memory,
 * and writes back what changed. It uses plain requests and callbacks, because a promise for each request
 * makes it about 50 % slower.
 */

import type { Change } from '../../model/change.js';
import { sizeOf } from '../../model/codec/body.js';
import type { Lease } from '../../model/lease.js';
import {
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
import { findTagged, taggedKeys } from './tagged.js';
import { inTransaction, type TransactionHandle } from './transaction.js';

/** What all batches of a session have in common. */
export interface BatchContext {
  readonly settings: StoreSettings;
  /** Returns a timestamp near `now` that keeps entries in write order. */
  readonly timestamp: (now: number) => number;
  /** Called before the commit, while the lock is held. With `isEarly` the lock may not be held yet. */
  readonly broadcast: (change: Change, isEarly?: boolean) => void;
  readonly loader: Loader;
}

export interface Committed extends AppliedBatch {
  /** How many of the written entries are new, or may be new. */
  inserted: number;
  /** What the written entries take. 0 without `maxBytes`. */
  bytes: number;
  /** Whether something was written that is to be swept one day. */
  isExpiring?: boolean;
  /** The timestamps of the first and the last written entry. */
  ages?: readonly [first: number, last: number];
}

export interface BatchEvents {
  readonly unreadable: OnUnreadable;
  readonly unreadableLease: OnUnreadable;
  /** All requests are made, but the lock may not be held: `commitNow` commits without waiting for it. */
  waiting(commitNow: () => void): void;
}

/**
 * Resolves once the batch is committed. If it rejects with a `CacheError`, nothing was changed, unless the
 * code is `outcome-unknown`.
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
  readonly #toLoad: Set<string>;
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
    const tagged = findTagged(this.#batch.operations);
    if (tagged.length === 0) return this.#load();
    const find = function* (this: BatchTransaction) {
      for (const operation of tagged)
        for (const key of yield* taggedKeys(this.#entries, operation)) this.#toLoad.add(key);
    };
    issueInChunks(find.call(this), false, this.#handle, () => this.#load());
  }

  #load(): void {
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
    this.#committed = { ...applyBatch(operations, loaded, now, true), inserted: 0, bytes: 0 };
    this.#handle.answer(this.#committed);
    if (!operations.some(isWrite)) return;
    const { isQueued } = this.#context.settings;
    if (!issueInChunks(this.#writes(), isQueued, this.#handle, () => this.#commit())) return;
    // If any load has succeeded, the lock is held.
    if (this.#toLoad.size > 0) this.#commit();
    else if (isUrgent) this.#commit(true);
    else this.#events.waiting(() => this.#commit(true));
  }

  /**
   * Broadcasts the changes and commits. Call it once all requests are issued, because the transaction cannot be
   * aborted afterwards. With `isEarly` the lock may not be held yet: the changes are broadcast again once it is.
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
    const { timestamp, settings } = this.#context;
    const committed = this.#committed;
    const age = timestamp(this.#batch.now);
    committed.ages = [committed.ages?.[0] ?? age, age];
    if (!this.#loaded.has(key)) committed.inserted++;
    if (entry.expires < Infinity) committed.isExpiring = true;
    const record = toRecord(key, entry, age, isLarge(entry) ? partOf(entry) : entry.apart);
    if (!(settings.maxBytes < Infinity)) return record;
    const size = sizeOf(key, entry);
    committed.bytes += size;
    return { ...record, size };
  }

  /** The keys whose bodies must be removed. An entry that was not loaded may have one. */
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

/** The keys to read: all except those that the batch overwrites first. */
export function keysToLoad(operations: readonly Operation[]): Set<string> {
  const toLoad = new Set<string>();
  const overwritten = new Set<string>();
  for (const operation of operations) {
    if (!('key' in operation)) continue;
    if (operation.type === 'set') overwritten.add(operation.key);
    else for (const key of keysOf(operation)) if (!overwritten.has(key)) toLoad.add(key);
  }
  return toLoad;
}
