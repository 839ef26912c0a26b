/**
 * Runs a session's batches, and decides how to recover from each kind of failure. A batch that is run again,
 * on a new connection or in parts, keeps its place: it runs before batches that were submitted later.
 */
import { wrap } from 'idb';
import type { Change } from '../../model/change.js';
import { CacheError, quote } from '../../model/errors.js';
import { changesEntries, isWrite, type Outcome } from '../../model/operation.js';
import type { Batch, StoreSettings } from '../../model/store.js';
import { isHidden } from '../../platform/environment.js';
import { type BatchContext, type BatchEvents, keysToLoad, transact } from './batch.js';
import { bisect, removal } from './bisect.js';
import { isDatabaseFailure } from './failure.js';
import { removeLeases } from './leases.js';
import { Loader, type OnUnreadable } from './loader.js';
import { type Plan, prune, reportEvictions } from './prune.js';
import type { Membership } from './shared-database.js';
import { SpaceWait } from './space-wait.js';
import { removeUnreadable } from './unreadable.js';

/** Ms without eviction after one that did not help. Removing small values frees no space at once. */
const COOL_DOWN = 60_000;

/** An eviction removes at least this many of the oldest entries, but at most this share of all. */
const LEAST_EVICTION = 16;
const EVICTION_SHARE = 1 / 4;

/** The range read that covers an unreadable record fails first, then the read of the record itself. */
const RETRIES = 2;

/** A batch's place among the others. */
interface Turn {
  readonly number: number;
  outcomes?: Promise<Outcome[]>;
  /** Why the last attempt failed. */
  failure?: unknown;
}

export class BatchRunner {
  readonly #membership: Pick<Membership, 'use' | 'broadcast' | 'wrote' | 'timestamp'>;
  readonly #context: BatchContext;
  /** All batches that are not settled. */
  readonly #turns = new Set<Turn>();
  /**
   * Batches whose transaction is in progress, each with the function that commits it at once, if that is
   * possible.
   */
  readonly #underWay = new Map<Turn, (() => void) | undefined>();
  #lastNumber = 0;
  /** The number of the latest batch that was written. */
  #written = 0;
  #evictAfter = 0;
  readonly #space: SpaceWait;

  constructor(
    settings: StoreSettings,
    membership: Pick<Membership, 'use' | 'broadcast' | 'wrote' | 'timestamp'>,
  ) {
    this.#membership = membership;
    this.#space = new SpaceWait(settings.deadline);
    this.#context = {
      settings,
      timestamp: (now) => membership.timestamp(now),
      loader: new Loader(),
      broadcast: (change, isEarly) => membership.broadcast(change, isEarly),
    };
  }

  /** Rejects with a `CacheError`. */
  execute(batch: Batch): Promise<Outcome[]> {
    // The page may be gone before a pause is over.
    if (batch.isUrgent) this.#space.end();
    const turn: Turn = { number: ++this.#lastNumber };
    this.#turns.add(turn);
    turn.outcomes = this.#complete(batch, turn);
    return turn.outcomes;
  }

  /** Commits the transactions in progress without waiting for the lock, because the page may be gone by then. */
  commitNow(): void {
    this.#space.end();
    for (const commitNow of this.#underWay.values()) commitNow?.();
  }

  async #complete(batch: Batch, turn: Turn): Promise<Outcome[]> {
    try {
      return await this.#run(batch, turn);
    } catch (error) {
      return await this.#recover(batch, turn, error as CacheError);
    } finally {
      this.#turns.delete(turn);
    }
  }

  /** On a full disk makes room, but not for a lease, and tries again; then looks for the operations that cannot be done. */
  async #recover(batch: Batch, turn: Turn, failure: CacheError): Promise<Outcome[]> {
    let error = failure;
    const mayEvict = batch.operations.some(changesEntries) && performance.now() >= this.#evictAfter;
    if (error.code === 'capacity' && mayEvict)
      try {
        return await this.#runWithRoom(batch, turn);
      } catch (again) {
        this.#evictAfter = performance.now() + COOL_DOWN;
        error = again as CacheError;
      }
    if (isDatabaseFailure(error) || !batch.operations.some(isWrite)) throw error;
    return bisect(batch.operations, error, (operations) =>
      this.#run({ ...batch, operations }, turn),
    );
  }

  /** Evicts once, and then runs the batch until there is the space for it or no more time to wait. */
  async #runWithRoom(batch: Batch, turn: Turn): Promise<Outcome[]> {
    const evicted = await this.#evict(batch);
    for (;;)
      try {
        return await this.#run(batch, turn);
      } catch (error) {
        const isFull = (error as CacheError).code === 'capacity';
        // Timers of hidden pages are late.
        const mayWait = isFull && evicted > 0 && !isHidden();
        if (!mayWait || !(await this.#space.pause())) throw error;
        // Chromium looks again at how much space there is once a transaction has only deleted.
        await this.#run({ ...batch, operations: [removal('')] }, turn);
      }
  }

  /** Resolves to how many entries were removed. */
  async #evict({ operations }: Batch): Promise<number> {
    const { settings } = this.#context;
    const count = Math.max(LEAST_EVICTION, operations.filter(changesEntries).length);
    const victims = (size: number) => Math.min(count, Math.ceil(size * EVICTION_SHARE));
    const plan: Plan = {
      reason: 'capacity',
      except: keysToLoad(operations),
      recent: settings.listener.recent,
      quota: async (entries, room) => ({
        size: await wrap(entries.count()),
        room,
        victims,
        excess: () => 0,
      }),
    };
    const broadcast = (change: Change) => {
      settings.listener.changed(change);
      this.#membership.broadcast(change);
    };
    const pruned = await this.#membership.use((db) => prune(db, settings, broadcast, plan));
    reportEvictions(settings.listener, pruned, plan.reason);
    return pruned.removed;
  }

  /** Treats records that cannot be read as missing, and removes them. */
  async #run(batch: Batch, turn: Turn, retries = RETRIES): Promise<Outcome[]> {
    const { listener } = this.#context.settings;
    const keys: string[] = [];
    const leases: string[] = [];
    let isUnreadable = false;
    const unreadable: OnUnreadable = (key) => {
      isUnreadable = true;
      if (key === undefined) return;
      keys.push(key);
      listener.failed(new CacheError('corrupt', `IndexedDB: cannot read ${quote(key)}`));
    };
    const unreadableLease: OnUnreadable = (key = '') => {
      isUnreadable = true;
      leases.push(key);
    };
    try {
      const outcomes = await this.#membership.use((db) =>
        this.#attempt(db, batch, turn, { unreadable, unreadableLease }),
      );
      this.#remove(keys).catch(listener.failed);
      return outcomes;
    } catch (error) {
      // Chromium aborts a transaction that has tried to read an unreadable record, even if the failure is
      // handled.
      if (!isUnreadable || retries === 0) throw error;
      await this.#remove(keys);
      await this.#removeLeases(leases);
      return this.#run(batch, turn, retries - 1);
    }
  }

  async #remove(keys: readonly string[]): Promise<void> {
    if (keys.length > 0)
      await this.#membership.use((db) => removeUnreadable(db, keys, this.#context));
  }

  async #removeLeases(keys: readonly string[]): Promise<void> {
    const { settings } = this.#context;
    if (keys.length > 0) await this.#membership.use((db) => removeLeases(db, keys, settings));
  }

  /** Waits for earlier batches whose transaction is still to come. Gives up if a later one was written first. */
  async #attempt(
    db: IDBDatabase,
    batch: Batch,
    turn: Turn,
    events: Pick<BatchEvents, 'unreadable' | 'unreadableLease'>,
  ): Promise<Outcome[]> {
    for (const other of this.#turns)
      if (other.number < turn.number && !this.#underWay.has(other))
        await other.outcomes?.catch(() => {});
    if (turn.failure && this.#written > turn.number) throw turn.failure;
    this.#underWay.set(turn, undefined);
    try {
      const committed = await transact(db, batch, this.#context, {
        ...events,
        waiting: (commitNow) => this.#underWay.set(turn, commitNow),
      });
      if (batch.operations.some(isWrite)) {
        this.#written = Math.max(this.#written, turn.number);
        this.#membership.wrote(committed);
      }
      return committed.outcomes;
    } catch (error) {
      turn.failure = error;
      throw error;
    } finally {
      this.#underWay.delete(turn);
    }
  }
}
