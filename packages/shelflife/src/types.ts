/// <reference lib="esnext.disposable" preserve="true" />
/** The public types: the cache as its users see it. */
import type { CacheError } from './errors.js';
import type { Store } from './stores/store.js';

/** Seconds, fractions kept to the millisecond; `null` or `Infinity` for ever; 0 or less: not cached. */
export type Seconds = number | null;

/** Where a call may name another version than the cache's own. */
export interface VersionOptions {
  /** @default the cache's version */
  readonly version?: number | undefined;
}

/** A timeout and a version at once. */
export interface EntryOptions extends VersionOptions {
  /** @default the cache's default timeout */
  readonly timeout?: Seconds | undefined;
}

/** The last argument of every storing call: a timeout in seconds, or options. */
export type Timeout = Seconds | EntryOptions | undefined;

/** Where entries live: see {@link CacheBase.backend}. */
export type Backend = 'indexeddb' | 'memory' | 'null' | 'custom';

/** Builds the stored key, Django's `KEY_FUNCTION`; `keyPrefix` holds nested namespaces joined by `/`. */
export type KeyFunction = (key: string, keyPrefix: string, version: number) => string;

/** The bounds of the tier in memory. */
export interface MemoryOptions {
  /** So many entries, the least recently used given up first. @default 1000 */
  readonly maxEntries?: number | undefined;
  /** Seconds after which an entry is read from the store again. @default 300 */
  readonly maxAge?: number | undefined;
  /**
   * Bytes that keys and values may take, by estimate: 2 for each character of a key, of a string and of
   * an object's JSON text, 8 for another primitive, the size of binary data, 16 for any other object that
   * is not JSON, and 100 for each entry. Exceeded by one value at most. @default 16 MiB
   */
  readonly maxBytes?: number | undefined;
}

/** The options of `createCache`. */
export interface CacheOptions {
  /** Which cache: one name, one database, shared by every tab of the origin. Django's `LOCATION`. @default 'default' */
  readonly name?: string | undefined;
  /** Default timeout in seconds; `null` for ever. Django's `TIMEOUT`. @default 300 */
  readonly timeout?: Seconds | undefined;
  /** Default version. Django's `VERSION`. @default 1 */
  readonly version?: number | undefined;
  /** Prefix of every key: the cache is `namespace(keyPrefix)` of the name. Django's `KEY_PREFIX`. @default '' */
  readonly keyPrefix?: string | undefined;
  /** Builds the stored key; uniqueness is then yours. Django's `KEY_FUNCTION`. @default `${keyPrefix}:${version}:${key}`, escaped */
  readonly keyFunction?: KeyFunction | undefined;
  /** Above so many entries in the name a cull brings it back under; `null` for no bound. Django's `MAX_ENTRIES`. @default 10_000 */
  readonly maxEntries?: number | null | undefined;
  /** A cull removes 1/n of the entries; `0` all but what was just written. Django's `CULL_FREQUENCY`. @default 3 */
  readonly cullFrequency?: number | undefined;
  /** Where entries live. Django's `BACKEND`. @default IndexedDB; memory in a browser without it; nothing on a server */
  readonly store?: Store | undefined;
  /** Of the IndexedDB transaction: `'strict'` waits for the disk. @default 'relaxed' */
  readonly durability?: 'relaxed' | 'strict' | undefined;
  /** Seconds without progress after which a call settles, its loader's own time aside. @default 5 */
  readonly deadline?: number | undefined;
  /** The clock, in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
  /**
   * Whether committed entries are also held in the memory of this thread, where a hit is answered
   * without asking the store; with which bounds. Values with more than 64 kB of binary data are not.
   * @default true
   */
  readonly memory?: boolean | MemoryOptions | undefined;
  /**
   * What is read into memory at once, so that the first reads need not wait for the store: these keys,
   * or with `true` all of this prefix and version; as many as `memory` holds. @default nothing
   */
  readonly preload?: true | Iterable<string> | undefined;
  /**
   * When `set` and `setMany` resolve: `'committed'`, or `'queued'`, as soon as they are accepted and
   * visible to this cache; then they are committed within 100 ms, on `flush()`, on `close()` and when
   * the page is hidden. @default 'committed'
   */
  readonly acknowledge?: 'committed' | 'queued' | undefined;
}

/** What `entries()` yields. */
export interface CacheEntry<V = unknown> {
  readonly key: string;
  readonly version: number;
  /** As given to `createCache` or `namespace`; nested namespaces joined by `/`. */
  readonly keyPrefix: string;
  readonly value: V;
  /** When it expires, in ms since the epoch; `null` for never. */
  readonly expires: number | null;
}

/** What `keys()` and `entries()` cover. */
export interface ScanOptions {
  /** `true`: everything in the database, of every prefix and version. @default false */
  readonly all?: boolean | undefined;
}

/** Something failed behind a call that still answered, or in the background. */
export interface CacheErrorEvent {
  readonly type: 'error';
  readonly error: CacheError;
}

/**
 * IndexedDB cannot be had, and entries live in memory for now (`backend` is `'memory'`); or it has
 * stopped answering, and reads miss and writes reject at once until it does again.
 */
export interface DegradedEvent {
  readonly type: 'degraded';
  readonly error: CacheError;
}

/** IndexedDB is back; what memory held was dropped. */
export interface RestoredEvent {
  readonly type: 'restored';
}

/** The events of a cache, by type. */
export interface CacheEvents {
  error: CacheErrorEvent;
  degraded: DegradedEvent;
  restored: RestoredEvent;
}

/** Options of `addEventListener`, as an `EventTarget` has them. */
export interface ListenerOptions {
  readonly once?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a cache has whatever its schema. */
export interface CacheBase {
  /**
   * Removes everything in this named cache, other prefixes and versions too, as Django's `clear()`
   * warns; on a namespace, that namespace and those nested in it, all versions.
   * Rejects with a {@link CacheError} if the store fails.
   */
  clear(): Promise<void>;

  /**
   * Resolves once every write accepted before it is committed; rejects with what was not.
   */
  flush(): Promise<void>;

  /**
   * Commits what was accepted, then closes the connection; rejects as `flush()` does, but always
   * closes. Later calls open it anew. Django's `close()`.
   */
  close(): Promise<void>;

  /**
   * Empties the cache, then deletes its database as soon as no tab holds it (this call does not wait
   * for that). Later calls open an empty cache.
   */
  destroy(): Promise<void>;

  /** Where entries live now; `undefined` before first use. */
  readonly backend: Backend | undefined;

  /** Listens to the cache's events; all views share them. */
  addEventListener<T extends keyof CacheEvents>(
    type: T,
    listener: (event: CacheEvents[T]) => void,
    options?: ListenerOptions,
  ): void;

  /** Stops listening. */
  removeEventListener<T extends keyof CacheEvents>(
    type: T,
    listener: (event: CacheEvents[T]) => void,
  ): void;

  /** The live keys of this view's prefix and version, in the store's order, read in pages: no snapshot. */
  keys(options?: ScanOptions): AsyncIterableIterator<string>;

  /** `close()`, where the engine has `Symbol.asyncDispose`: `await using cache = createCache()`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The keys of a schema. */
export type KeyOf<S> = keyof S & string;

/** The keys of a schema whose values can be counted. */
export type CountableKeyOf<S> = {
  [K in KeyOf<S>]: Exclude<S[K], undefined> extends number | bigint ? K : never;
}[KeyOf<S>];

/** A value's counting type: `incr` of a literal type widens. */
export type Countable<V> = V extends bigint ? bigint : V extends number ? number : never;

/** The pairs that a schema allows. */
export type PairOf<S> = { [K in KeyOf<S>]: readonly [K, S[K]] }[KeyOf<S>];

/** An object of entries whose type is an interface, and so no `Record`: anything that is no iterable. */
export type EntriesObject = object & { readonly [Symbol.iterator]?: never };

/** Something to get, or the function that gets it. */
export type ValueOrLoader<V> = V | (() => V | PromiseLike<V>);

/** A cache whose keys and values are typed by the schema `S`. */
export interface TypedCache<S> extends CacheBase {
  /** See {@link UntypedCache.get}. */
  get<K extends KeyOf<S>>(
    key: K,
    defaultValue?: undefined,
    options?: VersionOptions,
  ): Promise<S[K] | undefined>;
  get<K extends KeyOf<S>, const D>(
    key: K,
    defaultValue: D,
    options?: VersionOptions,
  ): Promise<S[K] | D>;
  /** As `keys.map(cache.get)` calls it: only the key counts. */
  get<K extends KeyOf<S>>(key: K, index: number, keys: readonly K[]): Promise<S[K] | undefined>;

  /** See {@link UntypedCache.set}. */
  set<K extends KeyOf<S>>(key: K, value: S[K], timeout?: Timeout): Promise<void>;

  /** See {@link UntypedCache.add}. */
  add<K extends KeyOf<S>>(key: K, value: S[K], timeout?: Timeout): Promise<boolean>;

  /** See {@link UntypedCache.getOrSet}. */
  getOrSet<K extends KeyOf<S>>(
    key: K,
    valueOrLoader: ValueOrLoader<S[K]>,
    timeout?: Timeout,
  ): Promise<S[K]>;

  /** See {@link UntypedCache.touch}. */
  touch(key: KeyOf<S>, timeout?: Timeout): Promise<boolean>;

  /** See {@link UntypedCache.incr}. */
  incr<K extends CountableKeyOf<S>>(
    key: K,
    delta?: Countable<S[K]>,
    options?: VersionOptions,
  ): Promise<Countable<S[K]>>;
  /** As `keys.map(cache.incr)` calls it: only the key counts. */
  incr<K extends CountableKeyOf<S>>(
    key: K,
    index: number,
    keys: readonly K[],
  ): Promise<Countable<S[K]>>;

  /** See {@link UntypedCache.decr}. */
  decr<K extends CountableKeyOf<S>>(
    key: K,
    delta?: Countable<S[K]>,
    options?: VersionOptions,
  ): Promise<Countable<S[K]>>;
  /** As `keys.map(cache.decr)` calls it: only the key counts. */
  decr<K extends CountableKeyOf<S>>(
    key: K,
    index: number,
    keys: readonly K[],
  ): Promise<Countable<S[K]>>;

  /** As `keys.map(cache.has)` calls it: only the key counts. */
  has(key: KeyOf<S>, index: number, keys: readonly KeyOf<S>[]): Promise<boolean>;
  /** See {@link UntypedCache.has}. */
  has(key: KeyOf<S>, options?: VersionOptions): Promise<boolean>;

  /** As `keys.map(cache.delete)` calls it: only the key counts. */
  delete(key: KeyOf<S>, index: number, keys: readonly KeyOf<S>[]): Promise<boolean>;
  /** See {@link UntypedCache.delete}. */
  delete(key: KeyOf<S>, options?: VersionOptions): Promise<boolean>;

  /** See {@link UntypedCache.getMany}. */
  getMany<const K extends KeyOf<S>>(
    keys: Iterable<K>,
    options?: VersionOptions,
  ): Promise<{ [P in K]?: S[P] }>;

  /** See {@link UntypedCache.setMany}. */
  setMany(
    entries: Partial<S> | ReadonlyMap<KeyOf<S>, S[KeyOf<S>]> | Iterable<PairOf<S>>,
    timeout?: Timeout,
  ): Promise<KeyOf<S>[]>;

  /** See {@link UntypedCache.deleteMany}. */
  deleteMany(keys: Iterable<KeyOf<S>>, options?: VersionOptions): Promise<number>;

  /** See {@link UntypedCache.incrVersion}. */
  incrVersion(key: KeyOf<S>, delta?: number, options?: VersionOptions): Promise<number>;

  /** See {@link UntypedCache.decrVersion}. */
  decrVersion(key: KeyOf<S>, delta?: number, options?: VersionOptions): Promise<number>;

  /** As `keys.map(cache.ttl)` calls it: only the key counts. */
  ttl(key: KeyOf<S>, index: number, keys: readonly KeyOf<S>[]): Promise<number | null | undefined>;
  /** See {@link UntypedCache.ttl}. */
  ttl(key: KeyOf<S>, options?: VersionOptions): Promise<number | null | undefined>;

  /** See {@link UntypedCache.makeKey}. */
  makeKey(key: KeyOf<S>, version?: number): string;

  /** See {@link UntypedCache.entries}. */
  entries(options?: ScanOptions): AsyncIterableIterator<CacheEntry<S[KeyOf<S>]>>;

  /** See {@link UntypedCache.withVersion}. */
  withVersion(version: number): TypedCache<S>;
  withVersion<S2>(version: number): Cache<S2>;

  /** See {@link UntypedCache.namespace}. */
  namespace(prefix: string): TypedCache<S>;
  namespace<S2>(prefix: string): Cache<S2>;
}

/** A cache without a schema: any value on write, `unknown` (or what you say) on read. */
export interface UntypedCache extends CacheBase {
  /**
   * The value under `key`, else `defaultValue`, else `undefined`. A stored `null` or `undefined` is a
   * hit and beats the default; a function default is returned, never called. Django's `get()`.
   *
   * Never rejects for the store's sake: where that fails it answers a miss, and an `error` event
   * tells why. Rejects with a `TypeError` on a bad key or version.
   *
   * @example await cache.get('movie', 'has_expired')
   */
  get<T = unknown>(
    key: string,
    defaultValue?: undefined,
    options?: VersionOptions,
  ): Promise<T | undefined>;
  get<T = unknown>(key: string, defaultValue: null, options?: VersionOptions): Promise<T | null>;
  get<T = unknown, D = T>(key: string, defaultValue: D, options?: VersionOptions): Promise<T | D>;
  /** As `keys.map(cache.get)` calls it: only the key counts. */
  get<T = unknown>(key: string, index: number, keys: readonly string[]): Promise<T | undefined>;

  /**
   * Stores `value` under `key`, over whatever was there, and resolves when that is committed.
   * Django's `set()`.
   *
   * The value is what it is at the moment of the call. Rejects with a `TypeError` on a bad argument,
   * with a {@link CacheError} `data` if the value can't be stored, with another code if the store
   * failed; a set refused for its value or for lack of space leaves no older value under the key.
   *
   * @param timeout seconds, or `{ timeout, version }`
   * @example await cache.set('movie', 'The Manjhi', 30)
   */
  set(key: string, value: unknown, timeout?: Timeout): Promise<void>;

  /**
   * Stores `value` if no live entry is there: `true` if it did. Atomic across tabs: of many racing
   * adds exactly one is `true`. Rejects as `set` does. Django's `add()`.
   *
   * @example await cache.add('offer', '10% OFF', 60)
   */
  add(key: string, value: unknown, timeout?: Timeout): Promise<boolean>;

  /**
   * The value under `key`; on a miss what the loader gives, which is then stored. Django's
   * `get_or_set()`.
   *
   * Concurrent callers of one cache and its views share one loader, and the first one's timeout
   * counts; each gets a copy of its own. If another writer stored first, that value is returned. A key
   * deleted, cleared or overwritten while its loader ran is not written back. A loader that throws
   * caches nothing, and its error reaches every caller waiting for it; one that waits for its own key
   * waits for ever. Rejects as `data` if the result can't be stored. Where the store fails, the value
   * is returned and an `error` event tells; where not even the read was answered, nothing is stored.
   *
   * @param valueOrLoader a function, sync or async, that is called on a miss; or the value itself
   * @example await cache.getOrSet('courses', () => fetch('/api/courses').then((r) => r.json()), 300)
   */
  getOrSet<T>(key: string, loader: () => T | PromiseLike<T>, timeout?: Timeout): Promise<T>;
  getOrSet<T>(key: string, value: T, timeout?: Timeout): Promise<T>;

  /**
   * Gives a live entry a new expiry, the default one if none is named: `true`, or `false` if it is
   * missing or expired. A timeout of 0 removes it. Django's `touch()`.
   *
   * @example await cache.touch('movie', 120)
   */
  touch(key: string, timeout?: Timeout): Promise<boolean>;

  /**
   * Adds `delta` to a number (or bigint) and resolves to the sum; atomic across tabs, keeps the
   * remaining time. Rejects with {@link KeyNotFoundError} if the key is missing or expired, with a
   * `TypeError` unless value, delta and sum are finite numbers within ±(2^53 − 1), or bigints.
   * Django's `incr()`.
   *
   * @param delta @default 1 (`1n` for a bigint)
   * @example await cache.incr('roll', 3)
   */
  incr<N extends number | bigint = number>(
    key: string,
    delta?: N,
    options?: VersionOptions,
  ): Promise<N extends bigint ? bigint : number>;
  /** As `keys.map(cache.incr)` calls it: only the key counts. */
  incr(key: string, index: number, keys: readonly string[]): Promise<number>;

  /** Takes `delta` off a number; otherwise {@link UntypedCache.incr}. Django's `decr()`. */
  decr<N extends number | bigint = number>(
    key: string,
    delta?: N,
    options?: VersionOptions,
  ): Promise<N extends bigint ? bigint : number>;
  /** As `keys.map(cache.decr)` calls it: only the key counts. */
  decr(key: string, index: number, keys: readonly string[]): Promise<number>;

  /** As `keys.map(cache.has)` calls it: only the key counts. */
  has(key: string, index: number, keys: readonly string[]): Promise<boolean>;
  /** Whether a live entry is there. Django's `has_key()` and `in`. Answers `false` where the store fails. */
  has(key: string, options?: VersionOptions): Promise<boolean>;

  /** As `keys.map(cache.delete)` calls it: only the key counts. */
  delete(key: string, index: number, keys: readonly string[]): Promise<boolean>;
  /**
   * Removes the entry: `true` if a live one was there. Rejects if the store fails. Django's `delete()`.
   *
   * @example await cache.delete('fees', { version: 2 })
   */
  delete(key: string, options?: VersionOptions): Promise<boolean>;

  /**
   * A null-prototype object with just the hits, in the order asked; all read in one transaction.
   * Django's `get_many()`. Never rejects for the store's sake; a `TypeError` for a plain object or a bad key.
   *
   * @example const { name, roll } = await cache.getMany(['name', 'roll'])
   */
  getMany<T = unknown, const K extends string = string>(
    keys: Iterable<K>,
    options?: VersionOptions,
  ): Promise<{ [P in K]?: T }>;

  /**
   * Stores all of them in one transaction and resolves to the keys that failed, `[]` if none; why, an
   * `error` event tells for each. A bad key or timeout rejects the whole call and stores nothing.
   * Django's `set_many()`.
   *
   * @param entries an object, a `Map` or an iterable of pairs
   * @example await cache.setMany({ name: 'Sonam', roll: 101 }, 30)
   */
  setMany(
    entries:
      | Readonly<Record<string, unknown>>
      | EntriesObject
      | ReadonlyMap<string, unknown>
      | Iterable<readonly [string, unknown]>,
    timeout?: Timeout,
  ): Promise<string[]>;

  /** Removes all of them: how many live entries were removed. Django's `delete_many()`. */
  deleteMany(keys: Iterable<string>, options?: VersionOptions): Promise<number>;

  /**
   * Moves the entry to its version + `delta`, over what is there, and keeps its remaining time;
   * resolves to the new version. Rejects with {@link KeyNotFoundError} if missing. Django's `incr_version()`.
   */
  incrVersion(key: string, delta?: number, options?: VersionOptions): Promise<number>;

  /** Moves the entry to its version − `delta`. Django's `decr_version()`. */
  decrVersion(key: string, delta?: number, options?: VersionOptions): Promise<number>;

  /** As `keys.map(cache.ttl)` calls it: only the key counts. */
  ttl(key: string, index: number, keys: readonly string[]): Promise<number | null | undefined>;
  /** Seconds left; `null` for ever; `undefined` if missing or expired, or where the store fails. */
  ttl(key: string, options?: VersionOptions): Promise<number | null | undefined>;

  /** The stored key, which DevTools shows. Django's `make_key`. Throws a `TypeError` on a bad key or version. */
  makeKey(key: string, version?: number): string;

  /** The live entries of this view's prefix and version, read in pages: no snapshot. */
  entries<T = unknown>(options?: ScanOptions): AsyncIterableIterator<CacheEntry<T>>;

  /** A view on the same cache whose default version is `version`; its values may have a schema of their own. */
  withVersion(version: number): UntypedCache;
  withVersion<S2>(version: number): Cache<S2>;

  /** A view on the same cache whose keys are apart from all others; namespaces nest. */
  namespace(prefix: string): UntypedCache;
  namespace<S2>(prefix: string): Cache<S2>;
}

/**
 * A named cache, or a view on one. With a schema, keys and values are typed by it:
 * `Cache<{ movie: string; roll: number; [course: `course:${string}`]: Course }>`.
 */
export type Cache<S = unknown> = unknown extends S ? UntypedCache : TypedCache<S>;
