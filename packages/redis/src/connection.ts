/** A client, as all caches over it share it. */
import type { CacheError } from 'shelflife/store';
import { isCluster, type RedisClient, type SendOptions } from './client.js';
import { isUnknownScript, timedOut, unavailable } from './failure.js';
import type { Bytes } from './keys.js';
import type { Script } from './lua.js';

/** The client's number of the type of strings in replies: all come as bytes. */
const BLOB_STRING = 36;

/** The client's own timeout would cost each command an `AbortSignal`, and the cache has its deadline. */
const OPTIONS: SendOptions = { typeMapping: { [BLOB_STRING]: Buffer }, timeout: undefined };

const connections = new WeakMap<RedisClient, Connection>();

/** What is called when the connection comes and goes. */
export interface Watcher {
  lost(): void;
  ready(): void;
}

export class Connection {
  readonly client: RedisClient;
  /** Whether announcements come on the connection that reads, in the order in which the server has done things. */
  readonly isOrdered: boolean;
  /** Why the client is not connected, as far as it has said. */
  lastError: unknown;
  /** Whether the server has answered a script since the client connected. */
  knowsScripts = false;
  #isOpened = false;
  #downSince: number | undefined;
  readonly #watchers = new Set<Watcher>();
  #waiting: (() => void)[] = [];

  /** The one of a client, so that many stores add no more listeners to it than one. */
  static of(client: RedisClient): Connection {
    const connection = connections.get(client) ?? new Connection(client);
    connections.set(client, connection);
    return connection;
  }

  private constructor(client: RedisClient) {
    this.client = client;
    this.isOrdered = !isCluster(client) && client.options?.RESP !== 2;
    client.on('error', (error) => {
      this.lastError = error;
      if (!client.isReady) this.#lost();
    });
    client.on('end', () => this.#lost());
    client.on('ready', () => this.#ready());
  }

  /** Connects the client, once, if nobody has. Its failure is that of the commands. */
  open(): void {
    if (this.#isOpened) return;
    this.#isOpened = true;
    if (this.client.isOpen) return;
    this.client.connect().then(
      () => this.#ready(),
      (error) => {
        this.lastError = error;
      },
    );
  }

  /** For how many ms the client has been without a connection. */
  get downFor(): number {
    if (this.client.isReady) this.#downSince = undefined;
    else this.#downSince ??= performance.now();
    return this.#downSince === undefined ? 0 : performance.now() - this.#downSince;
  }

  /**
   * Resolves when the client is connected. Before that nothing is given to it: it would send it together with
   * its password, and later if not in time.
   */
  async whenReady(): Promise<void> {
    while (!this.client.isReady)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
  }

  /** Why a command was not done that was not sent in time. */
  notDone(): CacheError {
    return this.client.isReady ? timedOut() : unavailable(this.lastError);
  }

  /** Tells when the connection is lost, and when it is there again. Returns the function that ends it. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** @param base of the names that the command uses: it decides the node of a cluster */
  send(base: string, args: Bytes[]): Promise<unknown> {
    const { client } = this;
    if (isCluster(client)) return client.sendCommand(base, false, args, OPTIONS);
    return client.sendCommand(args, OPTIONS);
  }

  /** Runs a script, by its hash where the server knows it. */
  async run(base: string, script: Script, args: readonly Bytes[]): Promise<unknown> {
    const { sha, text } = isCluster(this.client) ? script.sharded : script.single;
    let reply: unknown;
    try {
      reply = await this.send(base, ['EVALSHA', sha, '1', base, ...args]);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      reply = await this.send(base, ['EVAL', text, '1', base, ...args]);
    }
    this.knowsScripts = true;
    return reply;
  }

  #ready(): void {
    for (const { ready } of this.#watchers) ready();
    for (const go of this.#waiting.splice(0)) go();
  }

  #lost(): void {
    this.knowsScripts = false;
    for (const { lost } of this.#watchers) lost();
  }
}
