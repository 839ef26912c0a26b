/** The page's side: a store session whose work is done in a worker, or in the page if there is none. */
import type { Remote } from 'comlink';
import { CacheError } from '../model/errors.js';
import type { KeyRange } from '../model/key.js';
import { isWrite, type Outcome } from '../model/operation.js';
import type { Batch, StoreSession, StoreSettings } from '../model/store.js';
import { defaultStore } from '../stores/default.js';
import { deleteDatabase } from '../stores/indexeddb/deletion.js';
import { databaseName } from '../stores/indexeddb/schema.js';
import { type WorkerConnection, WorkerLost } from './connection.js';
import { decodeFailure } from './failure-codec.js';
import { pack } from './pack.js';
import type { Host, Notice, Reply } from './protocol.js';
import type { WorkerSupervisor } from './supervisor.js';

/** An open session in the worker. */
interface RemoteSession {
  readonly connection: WorkerConnection;
  readonly id: number;
}

interface Call<T> {
  readonly request: (host: Remote<Host>, remote: RemoteSession) => Promise<Reply<T>>;
  /** The answer, or `undefined` if it is malformed. */
  readonly read: (value: unknown) => T | undefined;
  /** The same call of the store in the page. */
  readonly inPage: (session: StoreSession) => Promise<T>;
  readonly isWriting?: boolean;
}

export class WorkerSession implements StoreSession {
  readonly #supervisor: WorkerSupervisor;
  readonly #settings: StoreSettings;
  /** The session in the worker, open or opening. */
  #remote: Promise<RemoteSession> | undefined;
  /** The end of the one before. */
  #closing: Promise<unknown> = Promise.resolve();
  #state: Pick<StoreSession, 'backend' | 'isCoherent'> = { backend: undefined };
  /** Does the work in the page once no worker can be had. */
  #fallback: StoreSession | undefined;

  constructor(supervisor: WorkerSupervisor, settings: StoreSettings) {
    this.#supervisor = supervisor;
    this.#settings = settings;
    supervisor.join(this);
    globalThis.addEventListener?.('pagehide', this.#onPageHide);
    globalThis.document?.addEventListener('freeze', this.#dropMemory);
  }

  get backend() {
    return (this.#fallback ?? this.#state).backend;
  }

  get isCoherent() {
    return (this.#fallback ?? this.#state).isCoherent ?? false;
  }

  get gathers() {
    return !this.#fallback;
  }

  execute(batch: Batch): Promise<Outcome[]> {
    return this.#call({
      request: (host, { connection, id }) => {
        const { batch: sent, parcels, places } = pack(batch, this.#settings.isQueued);
        connection.sendAhead(parcels);
        return host.execute(id, sent, places) as Promise<Reply<Outcome[]>>;
      },
      read: (value) => listOf<Outcome>(value, 'object', batch.operations.length)?.map(decode),
      inPage: (session) => session.execute(batch),
      isWriting: batch.operations.some(isWrite),
    });
  }

  keys(range?: KeyRange): Promise<string[]> {
    return this.#call({
      request: (host, { id }) => host.keys(id, range),
      read: (value) => listOf<string>(value, 'string'),
      inPage: (session) => session.keys(range),
    });
  }

  flush(isUrgent: boolean): void {
    const { deadline } = this.#settings;
    this.#remote
      ?.then(({ connection, id }) => connection.call((host) => host.flush(id, isUrgent), deadline))
      .catch(() => {});
  }

  async close(): Promise<void> {
    globalThis.removeEventListener?.('pagehide', this.#onPageHide);
    globalThis.document?.removeEventListener('freeze', this.#dropMemory);
    await this.#release();
    this.#supervisor.leave(this);
    await this.#fallback?.close();
  }

  async destroy(): Promise<void> {
    await this.close();
    // From the page, as the worker may end before others have closed the database.
    if (this.#state.backend === 'indexeddb')
      await deleteDatabase(databaseName(this.#settings.name));
  }

  onDisconnect(): void {
    this.#remote = undefined;
    this.#dropMemory();
  }

  async #call<T>(call: Call<T>): Promise<T> {
    if (this.#fallback) return call.inPage(this.#fallback);
    this.#remote ??= this.#open();
    const opening = this.#remote;
    let isSent = false;
    try {
      const remote = await opening;
      isSent = true;
      return await this.#send(remote, call);
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error;
      if (this.#remote === opening) this.#remote = undefined;
      if (!this.#supervisor.canRestart) this.#fallBack(error);
      // A write that was sent may have been committed; anything else is tried again.
      if (call.isWriting && isSent)
        throw new CacheError('outcome-unknown', `The worker has gone: ${error.message}`);
      return this.#call(call);
    }
  }

  async #send<T>(remote: RemoteSession, { request, read }: Call<T>): Promise<T> {
    const { deadline } = this.#settings;
    const reply = await remote.connection.call((host) => request(host, remote), deadline);
    const { value, error, backend, isCoherent, isUnknownSession } = Object(reply) as Reply<T>;
    if (isUnknownSession) {
      remote.connection.fail('it has lost a session');
      throw new WorkerLost('it has lost the session');
    }
    this.#state = { backend, isCoherent };
    if (error) throw decodeFailure(error);
    const answer = read(value);
    if (!answer) throw new CacheError('unknown', 'The worker answered something else');
    return answer;
  }

  /** The session before has done all its work by then, so that calls act in their order. */
  async #open(): Promise<RemoteSession> {
    await this.#closing;
    const { name, durability, deadline, isQueued, maxEntries, cullFrequency } = this.#settings;
    const settings = { name, durability, deadline, isQueued, maxEntries, cullFrequency };
    const connection = await this.#supervisor.connect(deadline);
    const id = await connection.open(settings, (notice) => this.#onNotice(notice));
    return { connection, id };
  }

  /** Closes the session in the worker once it has done its work; the next call opens another one. */
  #release(): Promise<unknown> {
    const { deadline } = this.#settings;
    const close = ({ connection, id }: RemoteSession) => connection.close(id, deadline);
    if (this.#remote) this.#closing = this.#remote.then(close).catch(() => {});
    this.#remote = undefined;
    return this.#closing;
  }

  #fallBack({ message }: WorkerLost): void {
    if (this.#fallback) return;
    this.#fallback = defaultStore(this.#state.backend === 'indexeddb').open(this.#settings);
    const why = `The worker cannot be had (${message}); its work is done in the page`;
    this.#settings.listener.degraded(new CacheError('unavailable', why));
  }

  #onNotice({ changed, failed, degraded, restored }: Notice): void {
    const { listener } = this.#settings;
    try {
      if (changed) listener.changed(changed);
    } catch {
      // Other pages of the origin may have sent the worker a malformed change: it is ignored.
    }
    if (failed) listener.failed(decodeFailure(failed));
    if (degraded) listener.degraded(decodeFailure(degraded));
    if (restored) listener.restored();
  }

  /** Changes by others go unheard in a frozen page, and without a session in the worker. */
  readonly #dropMemory = () => this.#settings.listener.changed({});

  /** A page whose worker has a database open may be barred from the back/forward cache. */
  readonly #onPageHide = (event: Event): void => {
    if (!(event as PageTransitionEvent).persisted) return;
    const leave = () => {
      this.#release();
      this.#dropMemory();
    };
    // Queued writes are sent when the page is hidden, which comes next.
    if (globalThis.document?.hidden !== false) return leave();
    globalThis.addEventListener('visibilitychange', leave, { once: true });
  };
}

function listOf<T>(value: unknown, type: string, length?: number): T[] | undefined {
  const isList =
    Array.isArray(value) &&
    value.length === (length ?? value.length) &&
    // `every` would skip the holes of a sparse array, and a copy has none.
    [...value].every((item) => item !== null && typeof item === type);
  return isList ? value : undefined;
}

function decode(outcome: Outcome): Outcome {
  return outcome.error ? { ...outcome, error: decodeFailure(outcome.error) } : outcome;
}
