/** What is used of a client of `@redis/client`, or of `redis`, which contains it. */
import type { Bytes } from './keys.js';

export interface SendOptions {
  readonly typeMapping?: Readonly<Record<number, typeof Buffer>>;
  readonly timeout?: number | undefined;
}

type MessageListener = (message: string | Buffer) => void;

interface Connectable {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** A client, as `createClient()` makes it. */
export interface RedisSingleClient extends Connectable {
  readonly options?: { readonly RESP?: number | undefined } | undefined;
  sendCommand(args: readonly Bytes[], options?: SendOptions): Promise<unknown>;
  subscribe(channel: string, listener: MessageListener, asBuffers: true): Promise<unknown>;
  unsubscribe(channel: string, listener: MessageListener, asBuffers: true): Promise<unknown>;
  duplicate(): RedisSingleClient;
  destroy(): void;
}

/** A client of a cluster, as `createCluster()` makes it. */
export interface RedisClusterClient extends Connectable {
  readonly masters: readonly unknown[];
  sSubscribe(channel: string, listener: MessageListener, asBuffers: true): Promise<unknown>;
  sUnsubscribe(channel: string, listener: MessageListener, asBuffers: true): Promise<unknown>;
  sendCommand(
    firstKey: Bytes | undefined,
    isReadonly: boolean | undefined,
    args: Bytes[],
    options?: SendOptions,
  ): Promise<unknown>;
}

export type RedisClient = RedisSingleClient | RedisClusterClient;

export function isCluster(client: RedisClient): client is RedisClusterClient {
  return 'masters' in client;
}

/** Whether a value has what a client or a cluster has. A pool, which is no connection, cannot subscribe. */
export function isClient(value: unknown): value is RedisClient {
  const methods: (keyof RedisSingleClient)[] = ['connect', 'on', 'subscribe', 'sendCommand'];
  const client = Object(value) as Record<string, unknown>;
  return methods.every((method) => typeof client[method] === 'function');
}
