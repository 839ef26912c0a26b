/** The worker's side: sessions of the default store, each behind a batcher of its own. */
import { expose } from 'comlink';
import { Batcher } from '../batcher.js';
import type { CacheError, Failure } from '../errors.js';
import type { Operation, Outcome } from '../operation.js';
import { defaultStore } from '../stores/default.js';
import { removal } from '../stores/indexeddb/isolate.js';
import type { StoreSession } from '../stores/store.js';
import { encodeFailure } from './failure-codec.js';
import {
  type Greeting,
  type Host,
  type Notice,
  type PlainSettings,
  PROTOCOL,
  type Reply,
} from './protocol.js';
import { type Arrival, gatherAhead } from './unpack.js';

/** Ms within which two clocks tell the same time. */
const SAME_TIME = 1_000;

interface Served {
  readonly session: StoreSession;
  readonly batcher: Batcher;
  readonly clock: Clock;
}

/** The parts of a worker's global scope that are needed. */
interface Scope {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/**
 * Serves stores to the page that started this worker with `workerStore({ worker })`. For worker files
 * of one's own, which may do other things beside; to be called while the file is first run.
 *
 * @example
 * // my-worker.ts
 * import { serveStores } from 'shelflife/worker/host';
 * serveStores();
 */
export function serveStores(scope: Scope = globalThis as unknown as Scope): void {
  scope.addEventListener('message', ({ data }) => {
    const { shelflife, port } = (data ?? {}) as Partial<Greeting>;
    if (shelflife === 'serve' && port instanceof MessagePort) expose(hostOn(port), port);
  });
}

function hostOn(port: MessagePort): Host {
  const sessions = new Map<number, Served>();
  const served = (id: number) => sessions.get(id)!;
  const unpack = gatherAhead(port);
  return {
    hello: () => PROTOCOL,
    ping: () => {},
    open(id, settings) {
      sessions.set(
        id,
        serve(settings, (notice) => port.postMessage({ session: id, ...notice })),
      );
    },
    execute(id, batch, places = []) {
      const { session, batcher, clock } = served(id);
      const { now, operations, canWait } = batch;
      const ahead = unpack(places);
      clock.set(now);
      const outcomes = operations.map((operation, place) =>
        submit(batcher, operation, canWait, ahead.get(place)),
      );
      if (batch.isUrgent) batcher.sendUrgently();
      return reply(
        session,
        Promise.all(outcomes).then((all) => all.map(encodeOutcome)),
      );
    },
    async keys(id, range) {
      const { session, batcher } = served(id);
      await batcher.settled();
      return reply(session, session.keys(range));
    },
    flush(id, isUrgent) {
      const { session, batcher } = served(id);
      if (isUrgent) batcher.sendUrgently();
      else batcher.settled();
      session.flush?.(isUrgent);
    },
    /** What was asked before is done before. */
    async close(id) {
      const { session, batcher } = served(id);
      await batcher.settled();
      sessions.delete(id);
      await session.close();
    },
  };
}

/** One whose value could not be read fails alone; where that was a `set`, it leaves no older value. */
function submit(
  batcher: Batcher,
  operation: Operation,
  canWait?: boolean,
  ahead?: Arrival,
): Promise<Outcome> {
  if (!ahead) return batcher.submit(operation, canWait);
  if (!ahead.error) return batcher.submit({ ...operation, ...ahead }, canWait);
  const refused: Outcome = { hit: false, error: ahead.error };
  if (operation.type !== 'set') return Promise.resolve(refused);
  return batcher.submit(removal(operation.key), canWait).then(() => refused);
}

function serve(settings: PlainSettings, tell: (notice: Omit<Notice, 'session'>) => void): Served {
  const clock = new Clock(settings.now);
  const session = defaultStore().open({
    ...settings,
    now: clock.read,
    listener: {
      changed: (changed) => tell({ changed }),
      failed: (failure) => tell({ failed: encodeFailure(failure) }),
      degraded: (failure) => tell({ degraded: encodeFailure(failure) }),
      restored: () => tell({ restored: true }),
    },
  });
  const batcher = new Batcher(() => session, clock.last);
  return { session, batcher, clock };
}

/**
 * The cache's clock, which cannot be asked from here: as it was last told, and for work in the background
 * the system's, if that is what was told. One of the caller's own stands still until it is told again.
 */
class Clock {
  #told = 0;
  #isSystem = false;

  constructor(now: number) {
    this.set(now);
  }

  set(now: number): void {
    this.#told = now;
    this.#isSystem = Math.abs(now - Date.now()) < SAME_TIME;
  }

  readonly last = (): number => this.#told;
  readonly read = (): number => (this.#isSystem ? Date.now() : this.#told);
}

async function reply<T>(session: StoreSession, result: Promise<T>): Promise<Reply<T>> {
  const answer = await result.then(
    (value) => ({ value }),
    (error: CacheError) => ({ error: encodeFailure(error) }),
  );
  const { backend, isCoherent = false } = session;
  return { ...answer, backend, isCoherent };
}

function encodeOutcome(outcome: Outcome): Outcome {
  return outcome.error ? { ...outcome, error: encodeFailure(outcome.error as Failure) } : outcome;
}
