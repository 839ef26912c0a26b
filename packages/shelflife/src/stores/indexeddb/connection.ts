/** The connection: opened when needed, never kept when rejected or stale, closed for others' sake. */
import { openDB, unwrap } from 'idb';
import { CacheError } from '../../errors.js';
import { classify } from './failure.js';
import { showPresence } from './presence.js';
import { createStores, isComplete } from './schema.js';
import { Watchdog } from './watchdog.js';

export interface ConnectionEvents {
  opened(): void;
  released(): void;
}

export class Connection {
  readonly #name: string;
  readonly #deadline: number;
  readonly #events: ConnectionEvents;
  #opening: Promise<IDBDatabase> | undefined;
  #db: IDBDatabase | undefined;
  #leavePresence = () => {};

  constructor(name: string, deadline: number, events: ConnectionEvents) {
    this.#name = name;
    this.#deadline = deadline;
    this.#events = events;
  }

  /** The connection, if there is one just now. */
  get current(): IDBDatabase | undefined {
    return this.#db;
  }

  /** The open database; rejects with a `CacheError`, and the next call tries afresh. */
  get(): Promise<IDBDatabase> {
    if (this.#opening) return this.#opening;
    const opening = this.#open(() => this.#opening === opening);
    this.#opening = opening;
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  /** Lets go of `db` if it is still the connection, so that the next call opens anew. */
  drop(db: IDBDatabase): void {
    if (db === this.#db) this.release();
  }

  /** Lets go of the connection; work under way on it still ends. */
  release(): void {
    this.#opening = undefined;
    const db = this.#db;
    if (!db) return;
    this.#db = undefined;
    db.close();
    this.#leavePresence();
    globalThis.removeEventListener?.('pagehide', this.#leave);
    this.#events.released();
  }

  /** An answer that comes too late, or that nobody waits for any more, is closed, not leaked. */
  #open(wanted: () => boolean): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      let late = false;
      const dog = new Watchdog(this.#deadline, () => {
        late = true;
        reject(tooSlow(this.#deadline));
      });
      const arrived = (db: IDBDatabase) => {
        dog.stop();
        if (!late && wanted()) return resolve(this.#keep(db));
        db.close();
        reject(new CacheError('connection', 'IndexedDB: closed while it was opening'));
      };
      openComplete(this.#name).then(arrived, (error) => {
        dog.stop();
        reject(cannotOpen(error));
      });
    });
  }

  #keep(db: IDBDatabase): IDBDatabase {
    this.#db = db;
    this.#leavePresence = showPresence(this.#name);
    db.onversionchange = () => this.drop(db);
    db.onclose = () => this.drop(db);
    globalThis.addEventListener?.('pagehide', this.#leave);
    this.#events.opened();
    return db;
  }

  /** A page with an open connection may be barred from the back/forward cache. */
  readonly #leave = (event: Event): void => {
    if ((event as PageTransitionEvent).persisted) this.release();
  };
}

/**
 * Opens without a version, as one that was raised elsewhere would refuse ours for ever; where object
 * stores are missing, the next version creates them.
 */
async function openComplete(name: string, version?: number): Promise<IDBDatabase> {
  const db = await openDB(name, version, { upgrade: createStores });
  if (isComplete(db.objectStoreNames)) return unwrap(db);
  const next = db.version + 1;
  db.close();
  return openComplete(name, next);
}

/** An engine that is not there, or is barred, stays so; anything else may pass. */
function cannotOpen(error: unknown): CacheError {
  const { code, message, cause } = classify(error);
  return new CacheError(code === 'unavailable' ? code : 'connection', message, { cause });
}

function tooSlow(deadline: number): CacheError {
  return new CacheError('unavailable', `IndexedDB did not open within ${deadline / 1000} s`);
}
