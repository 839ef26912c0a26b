/**
 * The connection to one database: opened on demand, reopened after a loss, closed when another tab upgrades or
 * deletes the database.
 */
import { unwrap } from 'idb';
import { CacheError } from '../../model/errors.js';
import { Deadline } from '../../platform/deadline.js';
import { later } from '../../platform/timers.js';
import { classify } from './failure.js';
import { openComplete } from './schema.js';

/** Ms to wait before each attempt to reopen a lost connection. */
const BACKOFF = [10, 100, 500];

export interface ConnectionEvents {
  /** The database is being opened. */
  opening(): void;
  opened(): void;
  /** The connection was closed, or could not be opened. */
  released(wasOpen: boolean): void;
}

export class Connection {
  readonly #name: string;
  readonly #events: ConnectionEvents;
  #opening: Promise<IDBDatabase> | undefined;
  #current: IDBDatabase | undefined;

  constructor(name: string, events: ConnectionEvents) {
    this.#name = name;
    this.#events = events;
  }

  /** The database, if it is open now. */
  get current(): IDBDatabase | undefined {
    return this.#current;
  }

  /**
   * Does `work` on the open database. If the connection is lost before anything is done, tries again on a new
   * one. Rejects with a `CacheError`.
   *
   * @param deadline ms that opening may take
   */
  async use<T>(work: (db: IDBDatabase) => Promise<T>, deadline: number): Promise<T> {
    for (let tries = 0; ; tries++) {
      let db = this.#current;
      try {
        db ??= await this.#open(deadline);
        return await work(db);
      } catch (error) {
        const failure = classify(error);
        const isLost = failure.code === 'connection';
        if (db && (isLost || failure.code === 'outcome-unknown')) this.release(db);
        if (!isLost || tries === BACKOFF.length) throw failure;
      }
      await new Promise<void>((resolve) => later(BACKOFF[tries]!, resolve));
    }
  }

  /**
   * Closes `db`, or else the current connection. The next use opens a new one. Work in progress still
   * completes.
   */
  release(db = this.#current): void {
    if (db !== this.#current) return;
    this.#opening = undefined;
    this.#current = undefined;
    db?.close();
    globalThis.removeEventListener?.('pagehide', this.#onPageHide);
    this.#events.released(!!db);
  }

  /** Opens the database once for all callers, each of which waits no longer than its own deadline. */
  #open(deadline: number): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      this.#opening ??= this.#start();
      const opening = this.#opening;
      const timeout = new Deadline(deadline, () => {
        if (this.#opening === opening) this.release();
        reject(new CacheError('unavailable', `IndexedDB: not open after ${deadline / 1000} s`));
      });
      opening.then(resolve, reject).finally(() => timeout.stop());
    });
  }

  #start(): Promise<IDBDatabase> {
    const opening = openComplete(this.#name)
      .then((db) => {
        if (this.#opening === opening) return this.#keep(unwrap(db));
        // It opened too late. Nobody waits for it any more.
        db.close();
        throw new CacheError('connection', 'IndexedDB: closed while opening');
      })
      .catch((error) => {
        if (this.#opening === opening) this.release();
        throw cannotOpen(error);
      });
    globalThis.addEventListener?.('pagehide', this.#onPageHide);
    this.#events.opening();
    return opening;
  }

  #keep(db: IDBDatabase): IDBDatabase {
    this.#current = db;
    db.onversionchange = () => this.release(db);
    db.onclose = () => this.release(db);
    this.#events.opened();
    return db;
  }

  /** Browsers may keep a page with an open connection out of the back/forward cache. */
  readonly #onPageHide = (event: Event): void => {
    if (!(event as PageTransitionEvent).persisted) return;
    // Queued writes are sent when the page is hidden, which comes next.
    if (globalThis.document?.hidden !== false) return this.release();
    globalThis.addEventListener('visibilitychange', () => this.release(), { once: true });
  };
}

/** IndexedDB that is missing or blocked stays unavailable. Any other failure may be temporary. */
function cannotOpen(error: unknown): CacheError {
  const failure = classify(error);
  return failure.code === 'unavailable'
    ? failure
    : new CacheError('connection', failure.message, failure);
}
