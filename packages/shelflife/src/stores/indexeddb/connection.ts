/** The connection: opened when needed, never kept when rejected or stale, closed for others' sake. */
import { openDB, unwrap } from 'idb';
import { CacheError } from '../../errors.js';
import { classify } from './failure.js';
import { type Presence, showPresence } from './presence.js';
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
  #presence: Presence | undefined;

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
    this.#presence?.leave();
    globalThis.removeEventListener?.('pagehide', this.#leave);
    this.#events.released();
  }

  /** An answer that comes too late, or that nobody waits for any more, is closed, not leaked. */
  #open(wanted: () => boolean): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      let late = false;
      const presence = showPresence(this.#name);
      const dog = new Watchdog(this.#deadline, () => {
        late = true;
        presence.leave();
        reject(tooSlow(this.#deadline));
      });
      const arrived = ({ db, isStale }: Opened) => {
        dog.stop();
        if (!late && wanted() && !isStale()) return resolve(this.#keep(db, presence));
        presence.leave();
        db.close();
        reject(new CacheError('connection', 'IndexedDB: closed while it was opening'));
      };
      const opened = openComplete(this.#name);
      Promise.all([opened, presence.shown]).then(
        ([answer]) => arrived(answer),
        (error) => {
          dog.stop();
          presence.leave();
          reject(cannotOpen(error));
        },
      );
    });
  }

  #keep(db: IDBDatabase, presence: Presence): IDBDatabase {
    this.#db = db;
    this.#presence = presence;
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

/** An open database, which others may have asked for since. */
interface Opened {
  readonly db: IDBDatabase;
  readonly isStale: () => boolean;
}

/**
 * Opens without a version, as one that was raised elsewhere would refuse ours for ever; where object
 * stores are missing, the next version creates them.
 */
async function openComplete(name: string, version?: number): Promise<Opened> {
  let stale = false;
  const blocking = () => {
    stale = true;
    db.close();
  };
  const db = await openDB(name, version, { upgrade: createStores, blocking });
  if (isComplete(db.objectStoreNames)) return { db: unwrap(db), isStale: () => stale };
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
