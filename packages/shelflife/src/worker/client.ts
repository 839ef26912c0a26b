/** The page's side: a store session whose work is done in a worker, or here where none can be had. */
import type { Remote } from 'comlink';
import { CacheError } from '../errors.js';
import { isWrite, type Outcome } from '../operation.js';
import { defaultStore } from '../stores/default.js';
import { deleteDatabase } from '../stores/indexeddb/deletion.js';
import { databaseName } from '../stores/indexeddb/schema.js';
import type { StoreSession, StoreSettings } from '../stores/store.js';
import { decodeFailure } from './failure-codec.js';
import type { Hub } from './hub.js';
import { pack } from './pack.js';
import type { Host, Notice, Reply } from './protocol.js';
import { type Seat, WorkerGone } from './seat.js';

/** What the worker is asked, on the session that it has for us. */
type Question<T> = (host: Remote<Host>, session: number, seat: Seat) => Promise<Reply<T>>;

/** The same, of the store in this thread. */
type Instead<T> = (session: StoreSession) => Promise<T>;

export function openInWorker(hub: Hub, settings: StoreSettings): StoreSession {
  const { listener, deadline, name, durability, isQueued, maxEntries, cullFrequency } = settings;
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
    const crossing = { name, durability, isQueued, ...bounds, now: settings.now() };
    await seat.call((host) => host.open(session, crossing), deadline);
    return seat;
  };

  /** Without a worker the store of this thread goes on. */
  const stayHere = ({ message }: WorkerGone) => {
    if (main) return;
    main = defaultStore(known.backend === 'indexeddb').open(settings);
    const why = `The worker cannot be had (${message}); its work is done in the page`;
    listener.degraded(new CacheError('unavailable', why));
  };

  const ask = async <T>(
    question: Question<T>,
    read: (value: unknown) => T | undefined,
    instead: Instead<T>,
    writes = false,
  ): Promise<T> => {
    if (main) return instead(main);
    let isAsked = false;
    try {
      seated ??= sit();
      const seat = await seated;
      isAsked = true;
      const reply = await seat.call((host) => question(host, session, seat), deadline);
      const { value, error, backend, isCoherent } = Object(reply) as Reply<T>;
      known = { backend, isCoherent };
      if (error) throw decodeFailure(error);
      const answer = read(value);
      if (!answer) throw new CacheError('unknown', 'The worker answered something else');
      return answer;
    } catch (error) {
      if (!(error instanceof WorkerGone)) throw error;
      seated = undefined;
      if (!hub.mayBeTriedAgain) stayHere(error);
      // What was being written may have been committed; anything else is asked again.
      if (writes && isAsked)
        throw new CacheError('outcome-unknown', `The worker has gone: ${error.message}`);
      return ask(question, read, instead, writes);
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
        (host, id, seat) => {
          const { batch: sent, parcels, places } = pack(batch, isQueued);
          seat.sendAhead(parcels);
          return host.execute(id, sent, places) as Promise<Reply<Outcome[]>>;
        },
        (outcomes) => listOf<Outcome>(outcomes, 'object', batch.operations.length)?.map(decode),
        (here) => here.execute(batch),
        batch.operations.some(isWrite),
      ),
    keys: (range) =>
      ask(
        (host, id) => host.keys(id, range),
        (keys) => listOf<string>(keys, 'string'),
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

function listOf<T>(value: unknown, type: string, length?: number): T[] | undefined {
  const isList =
    Array.isArray(value) &&
    value.length === (length ?? value.length) &&
    // A copy has no holes, which `every` would leave out.
    [...value].every((one) => one !== null && typeof one === type);
  return isList ? value : undefined;
}

function decode(outcome: Outcome): Outcome {
  return outcome.error ? { ...outcome, error: decodeFailure(outcome.error) } : outcome;
}
