/** Shelflife on Redis: the same cache for all processes of a server. */
import type { Store } from 'shelflife';
import { isClient, type RedisClient } from './client.js';
import { type Codec, v8Codec } from './codec.js';
import { Connection } from './connection.js';
import { baseOf } from './keys.js';
import { RedisSession } from './session.js';

export type { RedisClient, RedisClusterClient, RedisSingleClient, SendOptions } from './client.js';
export type { Codec } from './codec.js';

export interface RedisStoreOptions {
  /**
   * A client of `@redis/client` or `redis`, version 6, made by `createClient()` or `createCluster()`. It stays
   * yours: the store connects it if nobody has, and never closes it.
   */
  readonly client: RedisClient;
  /** The beginning of every name in Redis. @default 'shelflife' */
  readonly prefix?: string | undefined;
  /** How values are stored that are no JSON. @default the format of `node:v8` */
  readonly codec?: Codec | undefined;
}

/**
 * A store in Redis, shared by all processes that use the same server, `prefix` and name. With a client that
 * speaks RESP3 to a single server, copies in memory are coherent over all of them.
 *
 * @example
 * const client = createClient({ url: process.env.REDIS_URL });
 * const cache = createCache({ name: 'courses', store: redisStore({ client }) });
 */
export function redisStore(options: RedisStoreOptions): Store {
  const { client, prefix = 'shelflife', codec = v8Codec } = checked(options);
  const connection = Connection.of(client);
  return {
    open: (settings) =>
      new RedisSession(connection, baseOf(prefix, settings.name), codec, settings),
  };
}

function checked(options: RedisStoreOptions): RedisStoreOptions {
  const given = Object(options) as RedisStoreOptions;
  const { client, prefix, codec, ...others } = given;
  const [unknown] = Object.keys(others);
  expect(unknown === undefined, `${unknown}`, 'no such option');
  expect(isClient(client), 'client', 'a client or a cluster of @redis/client');
  expect(prefix === undefined || isText(prefix), 'prefix', 'a non-empty string');
  const isCodec = codec === undefined || [codec?.encode, codec?.decode].every(isFunction);
  expect(isCodec, 'codec', 'an object with the functions encode and decode');
  return given;
}

function expect(ok: boolean, option: string, expectation: string): void {
  if (ok) return;
  const error = new TypeError(`redisStore: ${option}: expected ${expectation}`);
  throw Object.assign(error, { code: 'invalid-argument' });
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
