/**
 * Runs a session's batches, and decides what each kind of failure leads to. A batch that is run again, on a
 * fresh connection or in parts, keeps its place: it goes before the batches that were asked for later.
 */
import { CacheError, quote } from '../../model/errors.js';
import { type Change, changesEntries, isWrite, type Outcome } from '../../model/operation.js';
import type { Batch, StoreSettings } from '../../model/store.js';
import { type BatchContext, type BatchEvents, keysToLoad, transact } from './batch.js';
import { bisect } from './bisect.js';
import { isDatabaseFailure } from './failure.js';
import { removeLeases } from './leases.js';
import { Loader, type OnUnreadable } from './loader.js';
import { monotonicTimestamps } from './monotonic-timestamps.js';
import { prune } from './prune.js';
import type { Membership } from './shared-database.js';
import { removeUnreadable } from './unreadable.js';

/** Ms without eviction after one that did not help: small values free no space at once. */
const COOL_DOWN = 60_000;

/** How many of the oldest entries an eviction removes at least, and what share of all at most. */
const LEAST_EVICTION = 16;
const EVICTION_SHARE = 1 / 4;

/** A range that holds an unreadable record fails first, then the record itself. */
const RETRIES = 2;

/** A batch's place among the others. */
interface Turn {
  readonly number: number;
  outcomes?: Promise<Outcome[]>;
  /** Why the last attempt at it failed. */
  failure?: unknown;
}

export class BatchRunner {
  readonly #membership: Pick<Membership, 'use' | 'broadcast' | 'wrote'>;
  readonly #context: BatchContext;
  /** All batches that are not settled. */
  readonly #turns = new Set<Turn>();
  /** Those whose transaction is under way, with what commits it at once, where that is possible. */
  readonly #underWay = new Map<Turn, (() => void) | undefined>();
  #lastNumber = 0;
  /** The number of the latest batch that was written. */
  #written = 0;
  #evictAfter = 0;

  constructor(
    settings: StoreSettings,
    membership: Pick<Membership, 'use' | 'broadcast' | 'wrote'>,
  ) {
    this.#membership = membership;
    this.#context = {
      settings,
      timestamp: monotonicTimestamps(),
      loader: new Loader(),
      broadcast: (change, isEarly) => membership.broadcast(change, isEarly),
    };
  }

  /** Rejects with a `CacheError`. */
  execute(batch: Batch): Promise<Outcome[]> {
    const turn: Turn = { number: ++this.#lastNumber };
    this.#turns.add(turn);
    turn.outcomes = this.#complete(batch, turn);
    return turn.outcomes;
  }

  /** Commits the transactions under way without waiting for the lock, as there may be no later. */
  commitNow(): void {
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

  /** On a full disk evicts, but not for a lease, and tries once more; then looks for the operations that cannot be done. */
  async #recover(batch: Batch, turn: Turn, failure: CacheError): Promise<Outcome[]> {
    let error = failure;
    const mayEvict = batch.operations.some(changesEntries) && performance.now() >= this.#evictAfter;
    if (error.code === 'capacity' && mayEvict)
      try {
        await this.#evict(batch);
        return await this.#run(batch, turn);
      } catch (again) {
        this.#evictAfter = performance.now() + COOL_DOWN;
        error = again as CacheError;
      }
    if (isDatabaseFailure(error) || !batch.operations.some(isWrite)) throw error;
    return bisect(batch.operations, error, (operations) =>
      this.#run({ ...batch, operations }, turn),
    );
  }

  async #evict({ operations }: Batch): Promise<void> {
    const { settings } = this.#context;
    const count = Math.max(LEAST_EVICTION, operations.filter(changesEntries).length);
    const victims = (size: number) => Math.min(count, Math.ceil(size * EVICTION_SHARE));
    const plan = { victims, except: keysToLoad(operations), most: 0 };
    const broadcast = (change: Change) => {
      settings.listener.changed(change);
      this.#membership.broadcast(change);
    };
    await this.#membership.use((db) => prune(db, settings, broadcast, plan));
  }

  /** Records that cannot be read are missing, and are removed. */
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
      // Chromium aborts a transaction that has tried to read an unreadable record, even if the failure is handled.
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
