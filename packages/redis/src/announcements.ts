/** What sessions tell each other: which entries and leases have changed. */
import { randomUUID } from 'node:crypto';
import type { Change, StoreListener } from 'shelflife/store';
import { isCluster, type RedisClient, type RedisSingleClient } from './client.js';
import type { Connection } from './connection.js';
import { toFailure } from './failure.js';
import { decodeKey } from './keys.js';

export class Announcements {
  /** Whether each change by others is reported before it can be read on this connection. */
  isOrdered = false;
  /** How the messages of this session begin. */
  readonly #mark = `{"by":"${randomUUID()}",`;
  readonly #connection: Connection;
  readonly #channel: string;
  readonly #listener: StoreListener;
  #opening: Promise<void> | undefined;
  #isOpen = false;
  #isClosed = false;
  /** A connection for messages alone, where the one that reads cannot carry them. */
  #own: RedisSingleClient | undefined;
  #unwatch = () => {};

  constructor(connection: Connection, base: string, listener: StoreListener) {
    this.#connection = connection;
    this.#channel = `${base}changes`;
    this.#listener = listener;
  }

  /** The message for others about changes of this session; `''` if there are none. */
  messageOf(changes: readonly Change[]): string {
    return changes.length > 0 ? `${this.#mark}"changes":${JSON.stringify(changes)}}` : '';
  }

  /** Begins to listen. A promise, which never rejects, if the first read should wait for that. */
  open(): Promise<void> | undefined {
    if (this.#isOpen) return undefined;
    this.#opening ??= this.#subscribe();
    return this.#connection.isOrdered ? this.#opening : undefined;
  }

  /** Does not wait for the server, which may hang. */
  close(): void {
    this.#unwatch();
    this.isOrdered = false;
    this.#isClosed = true;
    const { client } = this.#connection;
    if (this.#own) this.#own.destroy();
    else if (this.#opening && client.isReady)
      client.unsubscribe(this.#channel, this.#hear, true).catch(() => {});
  }

  async #subscribe(): Promise<void> {
    const { client, isOrdered } = this.#connection;
    const lost = () => this.#miss(false);
    this.#unwatch = this.#connection.watch({ lost, ready: () => this.#miss(isOrdered) });
    try {
      await this.#connection.whenReady();
      await this.#source(client).subscribe(this.#channel, this.#hear, true);
      this.isOrdered = isOrdered;
    } catch (error) {
      this.#listener.failed(toFailure(error, false));
    }
    this.#isOpen = true;
  }

  #source(client: RedisClient): RedisClient {
    if (this.#connection.isOrdered || isCluster(client)) return client;
    this.#own = client.duplicate();
    this.#own.on('error', () => this.#miss(false));
    this.#own.connect().catch(() => {});
    return this.#own;
  }

  /** Messages may have been lost. The client subscribes again before it is ready. */
  #miss(isOrdered: boolean): void {
    this.isOrdered = isOrdered && this.#isOpen;
    this.#listener.changed({});
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
