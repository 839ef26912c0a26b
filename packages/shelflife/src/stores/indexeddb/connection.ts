/** The connection: opened when needed, reopened when lost, closed when another tab has to upgrade or delete. */
import { unwrap } from 'idb';
import { CacheError } from '../../model/errors.js';
import { watchdog } from '../../platform/deadline.js';
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

export interface Connection {
  /** The open database, if there is one just now. */
  readonly current: IDBDatabase | undefined;
  /**
   * Does `work` on the open database, and again on a fresh connection if the first one is lost before
   * anything is done.
   * Rejects with a `CacheError`.
   *
   * @param deadline ms that opening may take
   */
  use<T>(work: (db: IDBDatabase) => Promise<T>, deadline: number): Promise<T>;
  /** Closes `db`, or whatever is open, so that the next use reopens. Work under way still completes. */
  release(db?: IDBDatabase): void;
}

export function connect(name: string, events: ConnectionEvents): Connection {
  let opening: Promise<IDBDatabase> | undefined;
  let current: IDBDatabase | undefined;

  const release = (db = current) => {
    if (db !== current) return;
    opening = undefined;
    current = undefined;
    db?.close();
    globalThis.removeEventListener?.('pagehide', leavePage);
    events.released(!!db);
  };

  /** A page with an open connection may be barred from the back/forward cache. */
  const leavePage = (event: Event) => {
    if (!(event as PageTransitionEvent).persisted) return;
    // What is queued is sent as the page gets hidden, which comes next.
    if (globalThis.document?.hidden !== false) return release();
    globalThis.addEventListener('visibilitychange', () => release(), { once: true });
  };

  const keep = (db: IDBDatabase) => {
    current = db;
    db.onversionchange = () => release(db);
    db.onclose = () => release(db);
    events.opened();
    return db;
  };

  const open = (): Promise<IDBDatabase> => {
    const mine = openComplete(name)
      .then((db) => {
        if (opening === mine) return keep(unwrap(db));
        // Too late: nobody waits for it any more.
        db.close();
        throw new CacheError('connection', 'IndexedDB: closed while opening');
      })
      .catch((error) => {
        if (opening === mine) release();
        throw cannotOpen(error);
      });
    globalThis.addEventListener?.('pagehide', leavePage);
    events.opening();
    return mine;
  };

  /** Each caller waits no longer than its own deadline. */
  const opened = (deadline: number): Promise<IDBDatabase> =>
    new Promise((resolve, reject) => {
      opening ??= open();
      const mine = opening;
      const dog = watchdog(deadline, () => {
        if (opening === mine) release();
        reject(new CacheError('unavailable', `IndexedDB: not open after ${deadline / 1000} s`));
      });
      mine.then(resolve, reject).finally(dog.stop);
    });

  return {
    get current() {
      return current;
    },
    async use(work, deadline) {
      for (let tries = 0; ; tries++) {
        let db: IDBDatabase | undefined;
        try {
          db = current ?? (await opened(deadline));
          return await work(db);
        } catch (error) {
          const failure = classify(error);
          const isLost = failure.code === 'connection';
          if (db && (isLost || failure.code === 'outcome-unknown')) release(db);
          if (!isLost || tries === BACKOFF.length) throw failure;
        }
        await new Promise<void>((resume) => later(BACKOFF[tries]!, resume));
      }
    },
    release,
  };
}

/** An engine that is missing or blocked stays so; any other failure may pass. */
function cannotOpen(error: unknown): CacheError {
  const failure = classify(error);
  return failure.code === 'unavailable'
    ? failure
    : new CacheError('connection', failure.message, failure);
}
