/** What sessions tell each other: which entries and leases have changed. */
import { randomBytes } from 'node:crypto';
import type { Change, StoreListener } from 'shelflife/store';
import { isCluster, type RedisClient, type RedisSingleClient } from './client.js';
import type { Connection } from './connection.js';
import { toFailure } from './failure.js';
import { decodeKey } from './keys.js';

export class Announcements {
  /** Whether each change by others is reported before it can be read on this connection. */
  isOrdered = false;
  /** How the messages of this session begin. */
  readonly #mark = `{"by":"${randomBytes(9).toString('base64url')}",`;
  readonly #connection: Connection;
  readonly #channel: string;
  readonly #listener: StoreListener;
  #opening: Promise<void> | undefined;
  #isSubscribed = false;
  /** It is tried again when the client has connected again. */
  #hasFailed = false;
  #isClosed = false;
  /** A connection for messages alone, where the one that reads cannot carry them. */
  #own: RedisSingleClient | undefined;
  readonly #unwatch: () => void;

  constructor(connection: Connection, base: string, listener: StoreListener) {
    this.#connection = connection;
    this.#channel = `${base}changes`;
    this.#listener = listener;
    this.#unwatch = connection.watch({ lost: () => this.#lost(), ready: () => this.#ready() });
  }

  /** The message for others about changes of this session; `''` if there are none. */
  messageOf(changes: readonly Change[]): string {
    return changes.length > 0 ? `${this.#mark}"changes":${JSON.stringify(changes)}}` : '';
  }

  /** Begins to listen. A promise, which never rejects, if the batch should wait for that. */
  open(): Promise<void> | undefined {
    if (this.#isSubscribed) return undefined;
    this.#opening ??= this.#subscribe();
    return this.#opening;
  }

  /** Does not wait for the server, which may hang. */
  close(): void {
    this.#unwatch();
    this.isOrdered = false;
    this.#isClosed = true;
    const { client } = this.#connection;
    if (this.#own) this.#own.destroy();
    else if (this.#opening && client.isReady) this.#leave(client).catch(() => {});
  }

  #leave(client: RedisClient): Promise<unknown> {
    if (isCluster(client)) return client.sUnsubscribe(this.#channel, this.#hear, true);
    return client.unsubscribe(this.#channel, this.#hear, true);
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#connection.whenReady();
      await this.#listen(this.#connection.client);
      this.#isSubscribed = true;
      this.isOrdered = this.#connection.isOrdered;
    } catch (error) {
      if (this.#isClosed) return;
      this.#hasFailed = true;
      this.#listener.failed(toFailure(error, false));
    }
  }

  /** On a cluster, on the node of the channel. */
  async #listen(client: RedisClient): Promise<unknown> {
    if (isCluster(client)) return client.sSubscribe(this.#channel, this.#hear, true);
    if (this.#connection.isOrdered) return client.subscribe(this.#channel, this.#hear, true);
    return this.#listenApart(client);
  }

  /** On a connection of its own. Rejects at its first failure, and is not given up. */
  #listenApart(client: RedisSingleClient): Promise<unknown> {
    this.#own?.destroy();
    const own = client.duplicate();
    this.#own = own;
    own.connect().catch(() => {});
    const listening = own.subscribe(this.#channel, this.#hear, true).then(() => {
      this.#isSubscribed = true;
    });
    const failure = new Promise<never>((_, reject) => {
      own.on('error', (error) => {
        this.#lost();
        reject(error);
      });
    });
    return Promise.race([listening, failure]);
  }

  /** From here on messages may be lost. */
  #lost(): void {
    if (this.#isClosed) return;
    this.isOrdered = false;
    this.#listener.changed({});
  }

  /** The client subscribes again before it is ready, to what it had subscribed to. */
  #ready(): void {
    this.#listener.changed({});
    if (this.#isSubscribed) this.isOrdered = this.#connection.isOrdered;
    if (!this.#hasFailed) return;
    this.#hasFailed = false;
    this.#opening = undefined;
  }

  readonly #hear = (message: string | Buffer): void => {
    if (this.#isClosed) return;
    for (const change of this.#changesIn(message as Buffer)) this.#listener.changed(change);
  };

  /** The changes of a message: of a batch as JSON, of a cull as keys between bytes 0. */
  #changesIn(message: Buffer): readonly Change[] {
    if (message[0] === 0) return [{ keys: culledKeys(message) }];
    const text = message.toString();
    if (text.startsWith(this.#mark)) return [];
    try {
      return JSON.parse(text).changes;
    } catch {
      return [{}];
    }
  }
}

function culledKeys(message: Buffer): string[] {
  const keys: string[] = [];
  for (let from = 1; from <= message.length; ) {
    const gap = message.indexOf(0, from);
    const end = gap < 0 ? message.length : gap;
    keys.push(decodeKey(message.subarray(from, end)));
    from = end + 1;
  }
  return keys;
}
