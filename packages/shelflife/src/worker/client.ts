/** The page's side: a store session whose work is done in a worker, or here where none can be had. */
import { type Remote, transfer } from 'comlink';
import { CacheError } from '../errors.js';
import { isWrite, type Outcome } from '../operation.js';
import { inspect } from '../snapshot.js';
import { defaultStore } from '../stores/default.js';
import { deleteDatabase } from '../stores/indexeddb/deletion.js';
import { databaseName } from '../stores/indexeddb/schema.js';
import type { Batch, StoreSession, StoreSettings } from '../stores/store.js';
import { decodeFailure } from './failure-codec.js';
import type { Hub } from './hub.js';
import type { Host, Notice, Reply } from './protocol.js';
import { type Seat, WorkerGone } from './seat.js';

/** Values with more bytes of binary data than this are handed over, as memory will not hold them. */
const HANDED_OVER = 65_536;

/** What the worker is asked, on the session that it has for us. */
type Question<T> = (host: Remote<Host>, session: number) => Promise<Reply<T>>;

/** The same, of the store in this thread. */
type Instead<T> = (session: StoreSession) => Promise<T>;

export function openInWorker(hub: Hub, settings: StoreSettings): StoreSession {
  const { listener, deadline, name, durability, maxEntries, cullFrequency } = settings;
  let main: StoreSession | undefined;
  let seated: Promise<Seat> | undefined;
  let known: Pick<StoreSession, 'backend' | 'isCoherent'> = { backend: undefined };

  const unheard = () => {
    seated = undefined;
    listener.changed({});
  };

  const notice = ({ changed, failed, degraded, restored }: Notice) => {
    try {
      if (changed) listener.changed(changed);
    } catch {
      // What others of the origin send to the worker may make no sense, and is no message then.
    }
    if (failed) listener.failed(decodeFailure(failed));
    if (degraded) listener.degraded(decodeFailure(degraded));
    if (restored) listener.restored();
  };

  const session = hub.join({ notice, unheard });

  /** A frozen page hears nothing, and may be asked before it has caught up. */
  const freeze = () => listener.changed({});

  /** A page whose worker has the database open may be barred from the back/forward cache. */
  const leavePage = (event: Event) => {
    if (!(event as PageTransitionEvent).persisted) return;
    tell((host) => host.close(session));
    unheard();
  };

  globalThis.addEventListener?.('pagehide', leavePage);
  globalThis.document?.addEventListener('freeze', freeze);

  const sit = async (): Promise<Seat> => {
    const seat = await hub.seat(deadline);
    const bounds = { maxEntries, cullFrequency, deadline };
    const crossing = { name, durability, ...bounds, now: settings.now() };
    await seat.call((host) => host.open(session, crossing), deadline);
    return seat;
  };

  /** Without a worker the store of this thread goes on. */
  const stayHere = ({ message }: WorkerGone) => {
    if (main) return;
    main = defaultStore().open(settings);
    const why = `The worker cannot be had (${message}); its work is done in the page`;
    listener.degraded(new CacheError('unavailable', why));
  };

  const ask = async <T>(
    question: Question<T>,
    isAnswer: (value: unknown) => boolean,
    instead: Instead<T>,
    writes = false,
  ): Promise<T> => {
    if (main) return instead(main);
    let isAsked = false;
    try {
      seated ??= sit();
      const seat = await seated;
      isAsked = true;
      const reply = await seat.call((host) => question(host, session), deadline);
      const { value, error, backend, isCoherent } = Object(reply) as Reply<T>;
      known = { backend, isCoherent };
      if (error) throw decodeFailure(error);
      if (!isAnswer(value)) throw new CacheError('unknown', 'The worker answered something else');
      return value as T;
    } catch (error) {
      if (!(error instanceof WorkerGone)) throw error;
      seated = undefined;
      if (!hub.mayBeTriedAgain) stayHere(error);
      // What was being written may have been committed; anything else is asked again.
      if (writes && isAsked)
        throw new CacheError('outcome-unknown', `The worker has gone: ${error.message}`);
      return ask(question, isAnswer, instead, writes);
    }
  };

  const tell = (say: (host: Remote<Host>) => unknown) => {
    seated?.then((seat) => seat.call(async (host) => say(host), deadline)).catch(() => {});
  };

  /** Drained before the worker may go. */
  const close = async () => {
    const seat = await seated?.catch(() => undefined);
    await seat?.call((host) => host.close(session), deadline).catch(() => {});
    seated = undefined;
    globalThis.removeEventListener?.('pagehide', leavePage);
    globalThis.document?.removeEventListener('freeze', freeze);
    hub.leave(session);
    await main?.close();
  };

  return {
    get backend() {
      return main ? main.backend : known.backend;
    },
    get isCoherent() {
      return (main ?? known).isCoherent ?? false;
    },
    get gathers() {
      return !main;
    },
    execute: (batch) =>
      ask(
        (host, id) => host.execute(id, handedOver(batch)) as Promise<Reply<Outcome[]>>,
        (outcomes) => isList(outcomes, 'object', batch.operations.length),
        (here) => here.execute(batch),
        batch.operations.some(isWrite),
      ),
    keys: (range) =>
      ask(
        (host, id) => host.keys(id, range),
        (keys) => isList(keys, 'string'),
        (here) => here.keys(range),
      ),
    flush: (isUrgent) => tell((host) => host.flush(session, isUrgent)),
    close,
    async destroy() {
      await close();
      // From here, as the worker may be gone before everybody else is.
      if (known.backend === 'indexeddb') await deleteDatabase(databaseName(name));
    },
  };
}

function isList(value: unknown, type: string, length?: number): boolean {
  return (
    Array.isArray(value) &&
    value.length === (length ?? value.length) &&
    value.every((one) => one !== null && typeof one === type)
  );
}

/**
 * Large buffers are transferred: the values are the library's own. Not where they are needed still:
 * those that are queued are read from memory, and what a loader gave goes to its callers.
 */
function handedOver(batch: Batch): Batch {
  const buffers: ArrayBuffer[] = [];
  if (!batch.canWait)
    for (const operation of batch.operations) {
      if (operation.type !== 'set') continue;
      const own: ArrayBuffer[] = [];
      const { weight } = inspect(operation.value, own);
      if (weight > HANDED_OVER) buffers.push(...own);
    }
  return transfer(batch, buffers);
}
