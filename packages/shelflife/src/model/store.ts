/** The contract of a store. A store executes batches of operations, each batch atomically. */

import type { Change } from './change.js';
import type { EntriesSize } from './codec/body.js';
import type { Failure } from './errors.js';
import type { KeyRange } from './key.js';
import type { KeyPage } from './key-pages.js';
import type { Operation, Outcome } from './operation.js';

/** Where entries live: see {@link CacheBase.backend}. A custom store may use a name of its own. */
export type Backend = 'indexeddb' | 'memory' | 'null' | 'custom' | (string & Record<never, never>);

/** Operations that were submitted together, and the time at which expiry is judged. */
export interface Batch {
  /** Ms since the epoch, by the cache's clock. */
  readonly now: number;
  readonly operations: readonly Operation[];
  /** The page may be gone in a moment: what can be committed at once should be. */
  readonly isUrgent?: boolean;
  /**
   * It was queued: nobody waits for it. A pipelined store may hold it back for some ms, until a `flush()`, or
   * until a batch that cannot wait. Others see it only then.
   */
  readonly canWait?: boolean;
}

/** Why entries were removed, and how many. */
export interface Eviction {
  readonly reason: 'expired' | 'entries' | 'bytes' | 'capacity';
  readonly count: number;
}

/** What a store reports to its cache without being asked, and the one thing that it asks. */
export interface StoreListener {
  /** Entries changed, or leases ended, otherwise than by this session's own batches. */
  changed(change: Change): void;
  /** Background work failed. */
  failed(failure: Failure): void;
  /** Entries live elsewhere for now. */
  degraded(failure: Failure): void;
  /** Entries live where they should again. */
  restored(): void;
  /** This session removed entries that nobody has deleted. */
  evicted?(eviction: Eviction): void;
  /** The stored keys that the cache has lately read, the latest last. A cull spares them if there are enough others. */
  recent?(): readonly string[];
}

/** How one cache wants its entries kept. */
export interface StoreSettings {
  readonly name: string;
  readonly durability: 'relaxed' | 'strict';
  /** Ms without progress after which a batch fails. */
  readonly deadline: number;
  /**
   * Whether writes are acknowledged before they are committed: a batch is then asked of the database as
   * a whole, so that it can be committed when the page leaves. @default false
   */
  readonly isQueued?: boolean;
  /** `Infinity` for no bound. */
  readonly maxEntries: number;
  /** How much the entries may take, by `sizeOf()`. `Infinity` for no bound. */
  readonly maxBytes: number;
  readonly cullFrequency: number;
  /** The cache's clock, for work in the background. */
  readonly now: () => number;
  /**
   * The latest that the cache's clock can show, if `now` is only the earliest: entries written after it
   * are from the future. @default now
   */
  readonly latest?: () => number;
  readonly listener: StoreListener;
}

/** An open store, as one cache uses it. */
export interface StoreSession {
  /** Where entries live now; `undefined` while that isn't known. */
  readonly backend: Backend | undefined;

  /**
   * Whether the listener hears of every change that others commit before that change can be read, so that
   * the cache may hold copies of what it has read. @default false
   */
  readonly isCoherent?: boolean;

  /**
   * Whether it takes a batch at the end of each tick, before the ones sent earlier are done, and combines
   * them into transactions itself. @default false
   */
  readonly pipelined?: boolean;

  /**
   * Whether somebody waits for changes by others: until it is called again with `false` the listener hears of
   * them, also before the first batch, and without opening what holds the entries. A store whose listener hears of
   * them in any case needs no such method.
   */
  listen?(isListening: boolean): void;

  /** Commits what it has without waiting for more; where `isUrgent`, without waiting for its turn either. */
  flush?(isUrgent: boolean): void;

  /**
   * Does the operations in their order, in one transaction, and resolves to an outcome each once it
   * is committed; an operation's own failure is its outcome. Rejects with a `CacheError` where the
   * batch failed as a whole. Must settle, within `deadline` without progress: nobody looks after it. A
   * `clear` stands only at a batch's end.
   *
   * The values of operations stay the cache's: they are not changed, and answered only as copies.
   */
  execute(batch: Batch): Promise<Outcome[]>;

  /**
   * A page of the stored keys of a range of built-in keys (of everything without one), of the expired
   * too, without their values. Pages are read one after the other, and batches may be done between
   * them: an entry that is there all the time is on exactly one page.
   *
   * @param after the `next` of the page before
   * @param limit how many keys a page should have at the most
   */
  keys(range: KeyRange | undefined, after: string | undefined, limit: number): Promise<KeyPage>;

  /**
   * How many entries there are, and an estimate of the bytes that they take, those that have expired included.
   * Reads no large value. Without it the cache reads every entry.
   */
  size?(): Promise<EntriesSize>;

  /** Releases what the session holds open. The session is not used again. */
  close(): Promise<void>;

  /**
   * As `close()`, and removes what held the entries as soon as nobody has it open; they have just been
   * cleared.
   */
  destroy(): Promise<void>;
}

/**
 * A place where caches keep their entries: `indexedDBStore()`, `memoryStore()`, `nullStore()`, or
 * one's own, held to the suite in `shelflife/testing`.
 *
 * @experimental the contract may still change
 */
export interface Store {
  /** Opens the entries of one name. Must not throw: the first batch rejects if the store is unavailable. */
  open(settings: StoreSettings): StoreSession;
}
