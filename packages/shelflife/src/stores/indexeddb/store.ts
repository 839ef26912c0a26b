/** Entries in IndexedDB: what each kind of failure leads to is decided here. */
import { deleteDB } from 'idb';
import { keepTrying, later } from '../../background.js';
import { Coherence, isListenedTo } from '../../coherence.js';
import {
  CacheError,
  type CacheErrorCode,
  type Failure,
  invalidArgument,
  quote,
} from '../../errors.js';
import { isWrite, type Operation, type Outcome } from '../../operation.js';
import type { Batch, Change, Scope, Store, StoreSession, StoreSettings } from '../store.js';
import { Breaker } from './breaker.js';
import { Connection } from './connection.js';
import type { Refusals } from './draft.js';
import { classify } from './failure.js';
import { isolate } from './isolate.js';
import { Janitor } from './janitor.js';
import { whenAlone } from './presence.js';
import { probe, readKeys } from './reads.js';
import { databaseName } from './schema.js';
import { stamper } from './stamp.js';
import { transact } from './transaction.js';
import { evict } from './upkeep.js';

/** Waits before a lost connection is opened anew, in ms: so many times is it tried. */
const BACKOFF = [10, 100, 500];

/** Ms without eviction after one that did not help: small values free no space at once. */
const COOL_DOWN = 60_000;

/** How many of the oldest entries make room at the least. */
const LEAST_EVICTION = 16;

/** Ms until the deletion of a database that others hold is tried again; then twice as long each time. */
const FIRST_DELETION = 500;

/** Ms that a probe may take. */
const LONGEST_PROBE = 2_000;

/** Failures that a dead database would bring about. */
const UNANSWERED: readonly CacheErrorCode[] = [
  'timeout',
  'outcome-unknown',
  'connection',
  'unavailable',
];

/** Failures after which a connection is of no use. */
const LOST: readonly CacheErrorCode[] = ['connection', 'outcome-unknown'];

/** Failures that a single operation may have brought on its whole batch. */
const ONES_FAULT: readonly CacheErrorCode[] = ['capacity', 'data', 'corrupt', 'unknown'];

export interface IndexedDBStoreOptions {
  /** Seconds between two sweeps of expired entries in the background. @default 60 */
  readonly sweepInterval?: number;
}

/**
 * A store in IndexedDB: one database for each name, shared by every tab of the origin. This is what
 * a cache has without a `store` option, except that named so it never falls back to memory.
 *
 * @example createCache({ store: indexedDBStore({ sweepInterval: 600 }) })
 */
export function indexedDBStore({ sweepInterval = 60 }: IndexedDBStoreOptions = {}): Store {
  if (!(sweepInterval > 0))
    throw invalidArgument(`sweepInterval: expected seconds above 0, got ${quote(sweepInterval)}`);
  return { open: (settings) => new IndexedDBSession(settings, sweepInterval * 1000) };
}

class IndexedDBSession implements StoreSession {
  readonly #settings: StoreSettings;
  readonly #database: string;
  readonly #connection: Connection;
  readonly #coherence: Coherence;
  readonly #janitor: Janitor;
  readonly #breaker: Breaker;
  readonly #stamp = stamper();
  #everOpened = false;
  #isDegraded = false;
  #evictAfter = 0;

  constructor(settings: StoreSettings, sweepInterval: number) {
    const { name, deadline, listener } = settings;
    this.#settings = settings;
    this.#database = databaseName(name);
    this.#coherence = new Coherence(this.#database, (change) => listener.changed(change));
    this.#connection = new Connection(this.#database, deadline, {
      opened: () => this.#opened(),
      released: () => this.#released(),
    });
    this.#breaker = new Breaker({
      probe: () => this.#probe(),
      opened: (cause) => this.#broke(cause),
      closed: () => this.#mended(),
    });
    this.#janitor = new Janitor({
      settings,
      sweepInterval,
      changing: this.#changing,
      db: () => this.#connection.current,
      failed: (error) => listener.failed(error),
    });
  }

  get backend(): 'indexeddb' | undefined {
    return this.#everOpened ? 'indexeddb' : undefined;
  }

  async execute(batch: Batch): Promise<Outcome[]> {
    return this.#guarded(() => this.#commit(batch));
  }

  async keys(scope: Scope): Promise<string[]> {
    const { deadline } = this.#settings;
    return this.#guarded(() => this.#healing((db) => readKeys(db, scope, { deadline })));
  }

  async close(): Promise<void> {
    this.#breaker.reset();
    this.#connection.release();
  }

  async destroy(): Promise<void> {
    await this.close();
    // Done at once where nobody else is there; who is may sit in a dialog for long.
    const patience = new Promise((resolve) => later(FIRST_DELETION, () => resolve(undefined)));
    const deletion = this.#deleteIfAlone().catch(() => {
      keepTrying(FIRST_DELETION, Infinity, () => this.#deleteIfAlone());
    });
    await Promise.race([deletion, patience]);
  }

  /** Empty as it is, the database may stay until nobody has it open: rejects until then. */
  async #deleteIfAlone(): Promise<void> {
    if (isListenedTo(this.#database)) throw new Error('in use');
    await whenAlone(this.#database, () => deleteDB(this.#database));
  }

  /** Nothing is asked of a dead database; what fails for want of an answer makes it suspect. */
  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#breaker.isOpen)
      throw new CacheError(
        'unavailable',
        'IndexedDB does not answer; it is tried again now and then',
      );
    try {
      return await work();
    } catch (error) {
      const failure = classify(error);
      if (UNANSWERED.includes(failure.code)) this.#breaker.suspect();
      throw failure;
    }
  }

  /** Does a batch; where it failed for what one operation may have done, all of it but that one. */
  async #commit(batch: Batch): Promise<Outcome[]> {
    try {
      return await this.#run(batch.operations, batch.now);
    } catch (error) {
      const failure = classify(error);
      if (!batch.operations.some(isWrite) || !mayBeOnesFault(failure)) throw failure;
      if (failure.code === 'capacity') return this.#makeRoom(batch, failure);
      return this.#isolate(batch, failure);
    }
  }

  /** Evicts and tries once more; where that did not help, evicts nothing for a while. */
  async #makeRoom(batch: Batch, failure: CacheError): Promise<Outcome[]> {
    if (performance.now() < this.#evictAfter) return this.#isolate(batch, failure);
    const { deadline } = this.#settings;
    const options = { deadline, now: batch.now, changing: this.#changing };
    const count = Math.max(LEAST_EVICTION, batch.operations.filter(isWrite).length);
    try {
      await this.#healing((db) => evict(db, options, count));
      return await this.#run(batch.operations, batch.now);
    } catch (error) {
      this.#evictAfter = performance.now() + COOL_DOWN;
      const again = classify(error);
      if (!mayBeOnesFault(again)) throw again;
      return this.#isolate(batch, again);
    }
  }

  async #isolate({ operations, now }: Batch, failure: CacheError): Promise<Outcome[]> {
    const keyed = operations.filter(({ type }) => type !== 'clear');
    const run = (part: Operation[], refusals: Refusals) => this.#run(part, now, refusals);
    const outcomes = await isolate(keyed, failure, { run, mayBeOnesFault });
    const clears = operations.filter(({ type }) => type === 'clear');
    return clears.length > 0 ? [...outcomes, ...(await this.#run(clears, now))] : outcomes;
  }

  async #run(
    operations: readonly Operation[],
    now: number,
    refusals?: Refusals,
  ): Promise<Outcome[]> {
    const unreadable: string[] = [];
    const work = () => this.#transact(operations, now, refusals, (key) => unreadable.push(key));
    try {
      return await work();
    } catch (error) {
      // Chromium aborts what has come upon an unreadable record, even if it made nothing of it.
      if (unreadable.length === 0) throw error;
      await this.#remove(unreadable, now);
      return work();
    } finally {
      if (unreadable.length > 0 && !operations.some(isWrite))
        this.#remove(unreadable, now).catch((error) => this.#settings.listener.failed(error));
    }
  }

  async #transact(
    operations: readonly Operation[],
    now: number,
    refusals: Refusals | undefined,
    unreadable: (key: string) => void,
  ): Promise<Outcome[]> {
    const { durability, deadline } = this.#settings;
    const options = {
      durability,
      deadline,
      stamp: this.#stamp,
      changing: this.#changing,
      unreadable,
    };
    const committed = await this.#healing((db) =>
      transact(db, { operations, now }, options, refusals),
    );
    this.#janitor.wrote(committed);
    return committed.outcomes;
  }

  /** Removes records that cannot be read, without trying to. */
  async #remove(keys: readonly string[], now: number): Promise<void> {
    const failures = keys.map(
      (key): Failure => ({
        code: 'corrupt',
        message: `IndexedDB: the record of ${quote(key)} cannot be read`,
      }),
    );
    for (const failure of failures) this.#settings.listener.failed(failure);
    // A refused set removes what is under its key, and need not know what that was.
    const sets = keys.map((key): Operation => ({ type: 'set', key, value: 0, expires: Infinity }));
    await this.#transact(sets, now, new Map(failures.entries()), () => {});
  }

  /** Work on a connection, and on a fresh one where it turns out to be lost and nothing was done. */
  async #healing<T>(work: (db: IDBDatabase) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      let db: IDBDatabase | undefined;
      try {
        db = await this.#connection.get();
        return await work(db);
      } catch (error) {
        const failure = classify(error);
        if (db && LOST.includes(failure.code)) this.#connection.drop(db);
        const wait = BACKOFF[tries];
        if (failure.code !== 'connection' || wait === undefined) throw failure;
        await new Promise((resume) => setTimeout(resume, wait));
      }
    }
  }

  readonly #changing = (change: Change): void => this.#coherence.post(change);

  #opened(): void {
    this.#everOpened = true;
    this.#coherence.join();
    this.#janitor.start();
  }

  #released(): void {
    this.#coherence.leave();
    this.#janitor.stop();
    // What others do from here on goes unheard.
    this.#settings.listener.changed({ all: true });
  }

  async #probe(): Promise<void> {
    const db = await this.#connection.get();
    const deadline = Math.min(this.#settings.deadline, LONGEST_PROBE);
    await probe(db, { deadline }).catch((error) => {
      this.#connection.drop(db);
      throw error;
    });
  }

  /** A database that has never opened is the fallback's business. */
  #broke(cause: unknown): void {
    this.#isDegraded = this.#everOpened;
    if (this.#isDegraded) this.#settings.listener.degraded(classify(cause));
  }

  #mended(): void {
    if (this.#isDegraded) this.#settings.listener.restored();
    this.#isDegraded = false;
  }
}

function mayBeOnesFault({ code }: CacheError): boolean {
  return ONES_FAULT.includes(code);
}
