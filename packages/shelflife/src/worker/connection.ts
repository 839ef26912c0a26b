/** A connection to a worker. Unlike plain Comlink, it rejects calls that a dead worker will never answer. */
import { type ProxyMethods, type Remote, releaseProxy, wrap } from 'comlink';
import { Deadline } from '../platform/deadline.js';
import { Heartbeat } from './heartbeat.js';
import type { Parcel } from './pack.js';
import type { Ahead, Greeting, Host, Notice, PlacedValue, PlainSettings } from './protocol.js';
import { PROTOCOL } from './protocol.js';

/** Thrown if the worker cannot be started or has died. */
export class WorkerLost extends Error {}

/**
 * Connects to `worker`. Resolves once the worker has confirmed that it speaks this protocol version. Rejects
 * with `WorkerLost` if it has not done so within `deadline` ms.
 *
 * @param onDisconnect called if the worker dies later, but not after `disconnect()`
 */
export async function connectWorker(
  worker: Worker,
  deadline: number,
  onDisconnect: () => void,
): Promise<WorkerConnection> {
  const connection = new WorkerConnection(worker, onDisconnect);
  await connection.handshake(deadline);
  return connection;
}

/** What can be called in the worker. */
export type RemoteMethods = Omit<Remote<Host>, keyof ProxyMethods>;

/**
 * Looks up each method once. Comlink registers what a lookup answers with a `FinalizationRegistry`, and
 * Chromium drops a page from the back/forward cache if the registry calls back there.
 */
function methodsOf({ hello, ping, open, execute, keys, size, listen, flush, close }: Remote<Host>) {
  return { hello, ping, open, execute, keys, size, listen, flush, close };
}

export class WorkerConnection {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #remote: Remote<Host>;
  readonly #host: RemoteMethods;
  readonly #heartbeat: Heartbeat;
  readonly #onDisconnect: () => void;
  readonly #listeners = new Map<number, (notice: Notice) => void>();
  /** The reject functions of the calls in progress. */
  readonly #rejections = new Set<(error: WorkerLost) => void>();
  #lastSession = 0;
  #isReady = false;
  #lost: WorkerLost | undefined;

  constructor(worker: Worker, onDisconnect: () => void) {
    const { port1, port2 } = new MessageChannel();
    this.#worker = worker;
    this.#port = port1;
    this.#onDisconnect = onDisconnect;
    this.#remote = wrap<Host>(port1);
    this.#host = methodsOf(this.#remote);
    this.#heartbeat = new Heartbeat(
      () => void this.#host.ping(),
      (ms) => this.fail(`it has not answered for ${ms / 1000} s`),
    );
    worker.addEventListener('error', this.#onError);
    port1.addEventListener('messageerror', this.#onUnread);
    port1.addEventListener('message', this.#onMessage);
    worker.postMessage({ shelflife: 'serve', port: port2 } satisfies Greeting, [port2]);
  }

  async handshake(deadline: number): Promise<void> {
    const start = new Deadline(deadline, () =>
      this.fail(`it was not ready within ${deadline / 1000} s`),
    );
    try {
      const protocol = await this.#untilLost(this.#host.hello());
      if (protocol !== PROTOCOL) this.fail(`it speaks protocol ${protocol}, this page ${PROTOCOL}`);
      if (this.#lost) throw this.#lost;
      this.#isReady = true;
    } finally {
      start.stop();
    }
  }

  /** Opens a session in the worker. Resolves to its id, which this connection has not used before. */
  async open(settings: PlainSettings, onNotice: (notice: Notice) => void): Promise<number> {
    const id = ++this.#lastSession;
    this.#listeners.set(id, onNotice);
    await this.call((host) => host.open(id, settings), settings.deadline);
    return id;
  }

  /** Closes a session once the worker has done its earlier calls. */
  async close(id: number, deadline: number): Promise<void> {
    await this.call((host) => host.close(id), deadline);
    this.#listeners.delete(id);
  }

  /** Calls the worker. Rejects with `WorkerLost` if the worker has died, or dies before it answers. */
  async call<T>(request: (host: RemoteMethods) => Promise<T>, deadline: number): Promise<T> {
    if (this.#lost) throw this.#lost;
    const started = performance.now();
    const answer = request(this.#host);
    const sendTime = performance.now() - started;
    const stopWatching = this.#heartbeat.watch({ deadline, sendTime });
    try {
      return await this.#untilLost(answer);
    } finally {
      stopWatching();
    }
  }

  /** Sends values of the next call, each in its own message together with the buffers to transfer. */
  sendAhead(values: readonly Parcel[]): void {
    if (values.length === 0) return;
    this.#port.postMessage({ ahead: values.length } satisfies Ahead);
    for (const { buffers, ...placed } of values)
      this.#port.postMessage(placed satisfies PlacedValue, buffers);
  }

  /** Rejects the calls in progress and all later ones. */
  disconnect(reason: string): void {
    if (this.#lost) return;
    this.#lost = new WorkerLost(reason);
    for (const reject of this.#rejections) reject(this.#lost);
    this.#worker.removeEventListener('error', this.#onError);
    // Comlink keeps the port as long as its proxies, which this keeps: the port must not keep this.
    this.#port.removeEventListener('messageerror', this.#onUnread);
    this.#port.removeEventListener('message', this.#onMessage);
    this.#remote[releaseProxy]();
    this.#port.close();
  }

  /** Treats the worker as dead or unusable. */
  fail(reason: string): void {
    if (this.#lost) return;
    this.disconnect(reason);
    if (this.#isReady) this.#onDisconnect();
  }

  #untilLost<T>(answer: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#rejections.add(reject);
      answer.then(resolve, reject).finally(() => this.#rejections.delete(reject));
    });
  }

  readonly #onMessage = ({ data }: MessageEvent): void => {
    this.#heartbeat.heard();
    this.#listeners.get(data?.session)?.(data);
    // Chromium delivers `null` instead of a message that it cannot deserialize.
    if (data === null || data?.unread === true) this.#onUnread();
  };

  readonly #onUnread = (): void =>
    this.fail('a message could not be read, perhaps for lack of memory');

  /** Counts only before the handshake. Later errors come from other code in the worker. */
  readonly #onError = ({ message }: ErrorEvent): void => {
    if (!this.#isReady) this.fail(`it could not be loaded: ${message || 'missing, or blocked'}`);
  };
}
