/** Entries in IndexedDB. */
import { checkMembers } from '../../model/arguments.js';
import { CacheError, expect } from '../../model/errors.js';
import type { Store, StoreSession, StoreSettings } from '../../model/store.js';
import type { BatchOptions } from './batch.js';
import { breaker } from './breaker.js';
import { cohere } from './coherence.js';
import { deleteDatabase } from './deletion.js';
import { mayBeOnesFault } from './failure.js';
import { endWithListener, memberOf, weakly } from './forgotten.js';
import { probe, readKeys } from './reads.js';
import { batches } from './recover.js';
import { databaseName } from './schema.js';
import { share } from './sharing.js';

/** Ms that a probe may take. */
const PROBE_DEADLINE = 2_000;

export interface IndexedDBStoreOptions {
  /** Seconds between two sweeps of expired entries in the background. @default 60 */
  readonly sweepInterval?: number;
}

/**
 * A store in IndexedDB: one database for each name, shared by every tab of the origin. This is what
 * a cache has without a `store` option, except that named so it never falls back to memory. Throws a
 * `TypeError` on a bad option.
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

/**
 * @param substitute holds the entries if the database cannot be opened the first time
 * @param past whether this session or an earlier one has opened the database
 */
export function openIndexedDB(
  settings: StoreSettings,
  sweepInterval = 60,
  substitute?: Store,
  past = { hasOpened: false },
): StoreSession {
  const { name, deadline, listener, now } = settings;
  const database = databaseName(name);
  const underWay = new Set<BatchOptions>();
  let memory: StoreSession | undefined;

  const weak = weakly(settings);
  const coherence = cohere(database, weak.listener.changed);
  const member = memberOf(weak, sweepInterval, coherence, past);
  const connection = share(database, member);
  endWithListener(listener, connection);
  const reach = () =>
    connection.use((db) =>
      probe(db, Math.min(deadline, PROBE_DEADLINE)).catch((error) => {
        connection.release(db);
        throw error;
      }),
    );
  const restored = () => {
    if (memory) {
      // It stood in for the database; loaders refill what it held.
      memory.execute({ now: now(), operations: [{ type: 'clear' }] });
      memory.close();
      memory = undefined;
      listener.changed({});
    }
    listener.restored();
  };
  const health = breaker(reach, listener.degraded, restored);

  /** Fails fast while the breaker is open; an unanswered call triggers a probe. */
  const guarded = async <T>(
    ask: (session: Pick<StoreSession, 'execute' | 'keys'>) => Promise<T>,
  ): Promise<T> => {
    if (memory) return ask(memory);
    if (health.isOpen) throw new CacheError('unavailable', 'IndexedDB does not answer');
    try {
      return await ask(primary);
    } catch (error) {
      const failure = error as CacheError;
      if (mayBeOnesFault(failure)) throw failure;
      // A database that has once worked holds the truth, and memory would be a second one.
      if (past.hasOpened || !substitute) {
        health.suspect();
        throw failure;
      }
      memory ??= substitute.open(settings);
      health.trip(failure);
      return ask(memory);
    }
  };

  const primary: Pick<StoreSession, 'execute' | 'keys'> = {
    execute: batches(
      settings,
      connection,
      underWay,
      coherence.post,
      member.broadcast,
      connection.wrote,
    ),
    keys: (range) => connection.use((db) => readKeys(db, deadline, range)),
  };

  const close = async () => {
    health.reset();
    connection.end();
    await memory?.close();
  };

  return {
    get backend() {
      return memory?.backend ?? (past.hasOpened ? 'indexeddb' : undefined);
    },
    get isCoherent() {
      return !memory && coherence.reachesOthers;
    },
    flush(isUrgent) {
      if (isUrgent) for (const batch of underWay) batch.commitNow?.();
    },
    execute: (batch) => guarded((session) => session.execute(batch)),
    keys: (range) => guarded((session) => session.keys(range)),
    close,
    async destroy() {
      await close();
      if (!memory) await deleteDatabase(database);
    },
  };
}
