/** `indexedDBStore()` and its session. Calls enter here, and fail fast while the database does not answer. */
import { checkMembers } from '../../model/arguments.js';
import type { EntriesSize } from '../../model/codec/body.js';
import { CacheError, expect } from '../../model/errors.js';
import type { KeyPage } from '../../model/key-pages.js';
import type { Outcome } from '../../model/operation.js';
import type { Batch, Store, StoreSession, StoreSettings } from '../../model/store.js';
import { BatchRunner } from './batch-runner.js';
import { Breaker } from './breaker.js';
import { deleteDatabase } from './deletion.js';
import { isDatabaseFailure } from './failure.js';
import { probe, readKeys } from './reads.js';
import { databaseName } from './schema.js';
import { Membership } from './shared-database.js';
import { measure } from './size.js';

/** The longest that a probe may take, in ms. */
const PROBE_DEADLINE = 2_000;

export interface IndexedDBStoreOptions {
  /** Seconds between two sweeps of expired entries in the background. @default 60 */
  readonly sweepInterval?: number;
}

/**
 * A store in IndexedDB: one database for each name, shared by every tab of the origin. A cache without a
 * `store` option uses it too, but can fall back to memory. This store never does. Throws a `TypeError` on a
 * bad option.
 *
 * @example createCache({ store: indexedDBStore({ sweepInterval: 600 }) })
 */
export function indexedDBStore(options: IndexedDBStoreOptions = {}): Store {
  checkMembers(options, 'indexedDBStore', ['sweepInterval']);
  const { sweepInterval = 60 } = options;
  const isPause = typeof sweepInterval === 'number' && sweepInterval > 0;
  expect('sweepInterval', isPause, 'seconds above 0', sweepInterval);
  return { open: (settings) => openIndexedDB(settings, sweepInterval) };
}

/** @param past whether this session or an earlier one has opened the database */
export function openIndexedDB(
  settings: StoreSettings,
  sweepInterval = 60,
  past = { hasOpened: false },
): StoreSession {
  return new IndexedDBSession(settings, new Membership(settings, sweepInterval * 1000, past));
}

class IndexedDBSession implements StoreSession {
  readonly #settings: StoreSettings;
  readonly #membership: Membership;
  readonly #batches: BatchRunner;
  readonly #breaker: Breaker;

  constructor(settings: StoreSettings, membership: Membership) {
    this.#settings = settings;
    this.#membership = membership;
    this.#batches = new BatchRunner(settings, membership);
    this.#breaker = new Breaker(() => this.#probe(), settings.listener);
  }

  get backend() {
    return this.#membership.past.hasOpened ? 'indexeddb' : undefined;
  }

  get isCoherent() {
    return this.#membership.isCoherent;
  }

  listen(isListening: boolean): void {
    this.#membership.listen(isListening);
  }

  flush(isUrgent: boolean): void {
    if (isUrgent) this.#batches.commitNow();
  }

  execute(batch: Batch): Promise<Outcome[]> {
    return this.#guard(() => this.#batches.execute(batch));
  }

  keys(...page: Parameters<StoreSession['keys']>): Promise<KeyPage> {
    const { deadline } = this.#settings;
    return this.#guard(() => this.#membership.use((db) => readKeys(db, deadline, ...page)));
  }

  size(): Promise<EntriesSize> {
    return this.#guard(() => this.#membership.use((db) => measure(db, this.#settings)));
  }

  async close(): Promise<void> {
    this.#breaker.end();
    this.#membership.end();
  }

  async destroy(): Promise<void> {
    await this.close();
    await deleteDatabase(databaseName(this.#settings.name));
  }

  /** Fails fast while the breaker is open. An unanswered call triggers a probe; a failure to open needs none. */
  async #guard<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#breaker.isOpen) throw new CacheError('unavailable', 'IndexedDB does not answer');
    try {
      return await ask();
    } catch (error) {
      const failure = error as CacheError;
      if (isDatabaseFailure(failure)) {
        if (this.#membership.past.hasOpened) this.#breaker.suspect();
        else this.#breaker.trip(failure);
      }
      throw failure;
    }
  }

  async #probe(): Promise<void> {
    const deadline = Math.min(this.#settings.deadline, PROBE_DEADLINE);
    await this.#membership.use((db) =>
      probe(db, deadline).catch((error) => {
        this.#membership.release(db);
        throw error;
      }),
    );
  }
}
