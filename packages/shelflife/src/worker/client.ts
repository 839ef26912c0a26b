/** The page's side of the worker: a store session whose work is done in the worker. */
import type { EntriesSize } from '../model/codec/body.js';
import { CacheError } from '../model/errors.js';
import type { KeyPage } from '../model/key-pages.js';
import { isWrite, type Outcome } from '../model/operation.js';
import type { Batch, StoreSession, StoreSettings } from '../model/store.js';
import { deleteDatabase } from '../stores/indexeddb/deletion.js';
import { databaseName } from '../stores/indexeddb/schema.js';
import { type RemoteMethods, type WorkerConnection, WorkerLost } from './connection.js';
import { decodeFailure } from './failure-codec.js';
import { pack } from './pack.js';
import type { Notice, PlainSettings, Reply } from './protocol.js';
import type { WorkerSupervisor } from './supervisor.js';

/** After so many writes the worker gets the keys that were lately read, or earlier if the bounds are small. */
const SELDOM = 100;

/** In bytes. */
const SMALLEST_ENTRY = 100;

/** An open session in the worker. */
interface RemoteSession {
  readonly connection: WorkerConnection;
  readonly id: number;
}

interface Call<T> {
  readonly request: (host: RemoteMethods, remote: RemoteSession) => Promise<Reply<T>>;
  /** The answer, or `undefined` if it is malformed. */
  readonly read: (value: unknown) => T | undefined;
  readonly isWriting?: boolean;
}

export class WorkerSession implements StoreSession {
  readonly pipelined = true;
  /** Whether the worker is gone for good. Calls fail then, and `degraded` was reported. */
  isLost = false;
  readonly #supervisor: WorkerSupervisor;
  readonly #settings: StoreSettings;
  readonly #opened: Set<string>;
  /** The session in the worker, open or opening. */
  #remote: Promise<RemoteSession> | undefined;
  #isListening = false;
  /** How many writes were sent since it was last sent which keys were read. */
  #unsent = 0;
  /** Resolves when the session before it is closed. */
  #closing: Promise<unknown> = Promise.resolve();
  #state: Pick<StoreSession, 'backend' | 'isCoherent'> = { backend: undefined };

  /** @param opened the names of the databases that have worked before; shared by sessions */
  constructor(supervisor: WorkerSupervisor, settings: StoreSettings, opened: Set<string>) {
    this.#supervisor = supervisor;
    this.#settings = settings;
    this.#opened = opened;
    supervisor.join(this);
    globalThis.addEventListener?.('pagehide', this.#onPageHide);
    globalThis.document?.addEventListener('freeze', this.#dropMemory);
  }

  get backend() {
    return this.#state.backend;
  }

  get hasOpened(): boolean {
    return this.#opened.has(this.#settings.name);
  }

  get isCoherent() {
    return this.#state.isCoherent;
  }

  execute(batch: Batch): Promise<Outcome[]> {
    return this.#call({
      request: (host, { connection, id }) => {
        const { batch: sent, parcels } = pack(batch, this.#settings.isQueued);
        connection.sendAhead(parcels);
        const places = parcels.map(({ place }) => place);
        const recent = this.#recentFor(batch);
        return host.execute(id, sent, places, recent) as Promise<Reply<Outcome[]>>;
      },
      read: (value) => listOf<Outcome>(value, 'object', batch.operations.length)?.map(decode),
      isWriting: batch.operations.some(isWrite),
    });
  }

  /** What a cull in the worker should spare. A cull cannot ask for it, so it is sent as often as a culler measures. */
  #recentFor({ operations }: Batch): readonly string[] | undefined {
    const { maxEntries, maxBytes, listener } = this.#settings;
    const writes = operations.filter(isWrite).length;
    this.#unsent += writes;
    const often = Math.min(SELDOM, maxEntries / 80, maxBytes / 80 / SMALLEST_ENTRY);
    if (writes === 0 || this.#unsent < often) return undefined;
    this.#unsent = 0;
    return listener.recent?.();
  }

  keys(...page: Parameters<StoreSession['keys']>): Promise<KeyPage> {
    return this.#call({
      request: (host, { id }) => host.keys(id, ...page) as Promise<Reply<KeyPage>>,
      read: readKeyPage,
    });
  }

  size(): Promise<EntriesSize> {
    return this.#call({
      request: (host, { id }) => host.size(id) as Promise<Reply<EntriesSize>>,
      read: readSize,
    });
  }

  listen(isListening: boolean): void {
    this.#isListening = isListening;
    if (isListening || this.#remote) this.#call(listening(isListening)).catch(() => {});
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
  }

  async destroy(): Promise<void> {
    await this.close();
    // The page deletes it, because the worker may end before other tabs have closed the database.
    if (this.hasOpened) await deleteDatabase(databaseName(this.#settings.name));
  }

  onDisconnect(): void {
    this.#remote = undefined;
    this.#dropMemory();
    if (this.#isListening) this.listen(true);
  }

  async #call<T>(call: Call<T>): Promise<T> {
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
      const { canRestart } = this.#supervisor;
      if (!canRestart) this.#giveUp(error);
      // A write that was sent may have been committed. Any other call can be tried again.
      if (call.isWriting && isSent)
        throw new CacheError('outcome-unknown', `The worker was lost: ${error.message}`);
      if (!canRestart) throw unavailable(error);
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
    if (backend === 'indexeddb') this.#opened.add(this.#settings.name);
    if (error) throw decodeFailure(error);
    const answer = read(value);
    if (!answer) throw new CacheError('unknown', 'The worker sent a malformed answer');
    return answer;
  }

  /** Waits until the previous session has done all its work, so that calls take effect in order. */
  async #open(): Promise<RemoteSession> {
    const { deadline } = this.#settings;
    await this.#closing;
    const opened = this.#remote;
    const settings = plainSettings(this.#settings, this.hasOpened);
    const connection = await this.#supervisor.connect(deadline);
    const id = await connection.open(settings, (notice) => {
      // A session that closes drops everything, which is no change.
      this.#onNotice(this.#remote === opened ? notice : { ...notice, changed: undefined });
    });
    if (this.#isListening) await connection.call((host) => host.listen(id, true), deadline);
    return { connection, id };
  }

  /** Closes the session in the worker once its work is done. The next call opens a new one. */
  #release(): Promise<unknown> {
    const { deadline } = this.#settings;
    const close = ({ connection, id }: RemoteSession) => connection.close(id, deadline);
    if (this.#remote) this.#closing = this.#remote.then(close).catch(() => {});
    this.#remote = undefined;
    return this.#closing;
  }

  #giveUp(error: WorkerLost): void {
    if (this.isLost) return;
    this.isLost = true;
    this.#settings.listener.degraded(unavailable(error));
  }

  #onNotice({ changed, failed, degraded, restored, evicted }: Notice): void {
    const { listener } = this.#settings;
    try {
      if (changed) listener.changed(changed);
    } catch {
      // Ignores a malformed change. Any script of the origin can send one to the worker.
    }
    if (failed) listener.failed(decodeFailure(failed));
    if (degraded) listener.degraded(decodeFailure(degraded));
    if (restored) listener.restored();
    if (evicted) listener.evicted?.(evicted);
  }

  /** A page that is frozen, or has no session in the worker, does not receive the changes of others. */
  readonly #dropMemory = () => this.#settings.listener.changed({});

  /** Browsers may keep a page whose worker has a database open out of the back/forward cache. */
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

/** The clock and the listener cannot be cloned. */
function plainSettings(
  { name, durability, deadline, isQueued, maxEntries, maxBytes, cullFrequency }: StoreSettings,
  hasOpened: boolean,
): PlainSettings {
  const bounds = { maxEntries, maxBytes, cullFrequency };
  return { name, durability, deadline, isQueued, ...bounds, hasOpened };
}

function listening(isListening: boolean): Call<true> {
  return {
    request: (host, { id }) => host.listen(id, isListening) as Promise<Reply<true>>,
    read: () => true,
  };
}

function unavailable({ message }: WorkerLost): CacheError {
  const why = `The worker is not available (${message}); its work is done in the page`;
  return new CacheError('unavailable', why);
}

function listOf<T>(value: unknown, type: string, length?: number): T[] | undefined {
  const isList =
    Array.isArray(value) &&
    value.length === (length ?? value.length) &&
    // `every` skips holes. The copy has none.
    [...value].every((item) => item !== null && typeof item === type);
  return isList ? value : undefined;
}

function readKeyPage(value: unknown): KeyPage | undefined {
  const { keys, next } = Object(value) as Partial<KeyPage>;
  const list = listOf<string>(keys, 'string');
  return list && (next === undefined || typeof next === 'string')
    ? { keys: list, next }
    : undefined;
}

function readSize(value: unknown): EntriesSize | undefined {
  const { entries, bytes } = Object(value) as Partial<EntriesSize>;
  return Number.isFinite(entries) && Number.isFinite(bytes) ? (value as EntriesSize) : undefined;
}

function decode(outcome: Outcome): Outcome {
  return outcome.error ? { ...outcome, error: decodeFailure(outcome.error) } : outcome;
}
