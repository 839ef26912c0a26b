/// <reference lib="esnext.disposable" preserve="true" />
/** The public types: the cache as its users see it. */
import type { Stats } from '../core/activity.js';
import type { CacheEvents } from '../core/events.js';
import type { EntriesSize } from '../model/codec/body.js';
import type { CacheError } from '../model/errors.js';
import type { KeyFunction } from '../model/key.js';
import type { Backend, Store } from '../model/store.js';
import type {
  Loader,
  LoadingOptions,
  LoadOptions,
  ManyLoaded,
  ManyLoaderContext,
  Memoized,
  MemoizeOptions,
} from './loader-types.js';
import type {
  CountOptions,
  PrefixOptions,
  ReadOptions,
  Seconds,
  Timeout,
  TouchTimeout,
  VersionOptions,
} from './option-types.js';
import type {
  SubscribeOptions,
  SubscriptionListener,
  SubscriptionTarget,
} from './subscription-types.js';

/** The bounds of the in-memory tier. */
export interface MemoryOptions {
  /** The largest number of entries; the least recently used are dropped first. @default 1000 */
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
  /**
   * Prefix of every key. Keys are those of `namespace(keyPrefix)`, but `clear()` empties the whole name, as
   * Django's does. Django's `KEY_PREFIX`. @default ''
   */
  readonly keyPrefix?: string | undefined;
  /** Builds the stored key; uniqueness is then yours. Django's `KEY_FUNCTION`. @default `${keyPrefix}:${version}:${key}`, escaped */
  readonly keyFunction?: KeyFunction | undefined;
  /**
   * The largest number of entries under the name; a cull removes what exceeds it. `null` for no bound.
   * Django's `MAX_ENTRIES`. @default 10_000
   */
  readonly maxEntries?: number | null | undefined;
  /**
   * The largest value, in bytes by the estimate of `memory.maxBytes`; `null` for no bound. A larger one is refused as
   * `capacity`, and leaves no older value under its key. `getOrSet` answers it all the same. @default null
   */
  readonly maxEntryBytes?: number | null | undefined;
  /** A cull removes 1/n of the entries; with `0` all but the ones just written. Django's `CULL_FREQUENCY`. @default 3 */
  readonly cullFrequency?: number | undefined;
  /** Where entries live. Django's `BACKEND`. @default IndexedDB; memory in a browser without it; nothing on a server */
  readonly store?: Store | undefined;
  /** The durability of IndexedDB transactions: `'strict'` waits for the disk. @default 'relaxed' */
  readonly durability?: 'relaxed' | 'strict' | undefined;
  /** Seconds without progress after which a call settles. The time of a loader does not count. @default 5 */
  readonly deadline?: number | undefined;
  /** The clock, in ms since the epoch. Calls reject with a `TypeError` if it returns anything else. @default Date.now */
  readonly now?: (() => number) | undefined;
  /**
   * Whether committed entries are also held in the memory of this thread, and with which bounds. A hit
   * in memory does not ask the store. Values with more than 64 kB of binary data are not held.
   * @default true
   */
  readonly memory?: boolean | MemoryOptions | undefined;
  /**
   * What to read into memory at once, so that the first reads do not wait for the store: these keys, or
   * with `true` all keys of this prefix and version, as many as `memory` holds. `preload()` does so later.
   * @default nothing
   */
  readonly preload?: true | Iterable<string> | undefined;
  /**
   * The defaults of the options of `getOrSet`. The two stale options are the defaults of every call that stores.
   * @default see {@link LoadingOptions}
   */
  readonly loading?: LoadingOptions | undefined;
  /**
   * When `set` and `setMany` resolve: once `'committed'`, or once `'queued'`, which means accepted and
   * visible to this cache. Queued writes are committed within 100 ms, on `flush()`, on `close()` and
   * when the page is hidden. @default 'committed'
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

/** What `getEntry()` resolves to. */
export interface StoredEntry<V = unknown> {
  readonly value: V;
  /** When it expires or has expired, in ms since the epoch; `null` for never. */
  readonly expires: number | null;
  /** When it was last written, in ms since the epoch. */
  readonly written: number;
}

/** What `keys()` and `entries()` cover. */
export interface ScanOptions extends PrefixOptions {
  /** `true`: everything in the database, of every prefix and version. Not beside `prefix`. @default false */
  readonly all?: boolean | undefined;
}

/** Options of `addEventListener`, as for any `EventTarget`. */
export interface ListenerOptions {
  readonly once?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The members of a cache that do not depend on its schema. */
export interface CacheBase {
  /**
   * Removes everything in this named cache, other prefixes and versions too, as Django's `clear()`
   * warns. On a namespace: everything in it and in those nested in it, all versions.
   * Rejects with a {@link CacheError} if the store fails.
   *
   * With `prefix` just the entries that `keys({ prefix })` lists: of this view's prefix and version, those
   * whose key begins with it.
   *
   * @example await cache.clear({ prefix: 'user:42:' })
   */
  clear(options?: PrefixOptions): Promise<void>;

  /**
   * Removes the entries that have any of the tags, within what `clear()` covers, and resolves to how many were
   * live. Loads under way whose options name a tag store nothing. More than 1,000 entries are removed in several
   * transactions. Rejects with a `TypeError` on a bad tag, with a {@link CacheError} if the store fails.
   *
   * @example
   * await cache.set('course:7', course, { tags: ['courses', 'teacher:3'] });
   * await cache.deleteByTag('teacher:3');
   */
  deleteByTag(tags: string | Iterable<string>): Promise<number>;

  /**
   * Resolves once every write accepted before this call is committed. Rejects with the errors of those
   * that were not.
   */
  flush(): Promise<void>;

  /**
   * Commits what was accepted, then closes the connection. Rejects as `flush()` does, but always
   * closes. Later calls reopen it. Django's `close()`.
   */
  close(): Promise<void>;

  /**
   * Empties the cache, then deletes its database as soon as no tab has it open, without waiting for
   * that. Later calls open an empty cache.
   */
  destroy(): Promise<void>;

  /** Where entries live now; `undefined` before first use. */
  readonly backend: Backend | undefined;

  /**
   * A function that caches the results of `fn` by its arguments: Django's per-view caching, for functions.
   * Results are stored as `getOrSet` stores them, under the key `name(arguments)`. Arguments may be JSON values,
   * `undefined`, bigints and dates, and members of objects count in any order. Calls with anything else reject
   * with a `TypeError`, unless `options.key` makes a key of them. Throws a `TypeError` on a bad name or function.
   *
   * @example
   * const getCourse = cache.memoize('course', fetchCourse, { timeout: 60 });
   * await getCourse(7);
   * await getCourse.delete(7); // removes its result
   * await getCourse.fresh(7); // calls fetchCourse in any case
   */
  memoize<A extends readonly unknown[], V>(
    name: string,
    fn: (...args: A) => V | PromiseLike<V>,
    options?: Seconds | MemoizeOptions<A>,
  ): Memoized<A, V>;

  /**
   * How many entries the name holds, and an estimate of their bytes: of all prefixes and versions, and with the
   * expired ones that are not removed yet. By the rule of {@link MemoryOptions.maxBytes}. Reads the entries in
   * pages, but no value above 32 kB, and is not a snapshot.
   *
   * Rejects with a {@link CacheError} if the store fails.
   *
   * @example const { entries, bytes } = await cache.size();
   */
  size(): Promise<EntriesSize>;

  /** What this cache and its views have done since it was created, in counts. */
  stats(): Stats;

  /** Adds a listener for the cache's events, which all views share. */
  addEventListener<T extends keyof CacheEvents>(
    type: T,
    listener: (event: CacheEvents[T]) => void,
    options?: ListenerOptions,
  ): void;

  /** Removes a listener. */
  removeEventListener<T extends keyof CacheEvents>(
    type: T,
    listener: (event: CacheEvents[T]) => void,
  ): void;

  /**
   * The live keys of this view's prefix and version, in the store's order. They are read in pages, so this is
   * no snapshot.
   *
   * @example for await (const key of cache.keys({ prefix: 'user:' })) console.log(key);
   */
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

/** The type that `incr` of a value resolves to: literal types widen. */
export type Countable<V> = V extends bigint ? bigint : V extends number ? number : never;

/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;

/** The pairs that a schema allows. */
export type PairOf<S> = { [K in KeyOf<S>]: readonly [K, S[K]] }[KeyOf<S>];

/** An object of entries whose type may be an interface, which is no `Record`: anything but an iterable. */
export type EntriesObject = object & { readonly [Symbol.iterator]?: never };

/** A cache whose keys and values are typed by the schema `S`. */
export interface TypedCache<S> extends CacheBase {
  /** See {@link UntypedCache.get}. */
  get<K extends KeyOf<S>>(
    key: K,
    defaultValue?: undefined,
    options?: ReadOptions,
  ): Promise<S[K] | undefined>;
  get<K extends KeyOf<S>, const D>(
    key: K,
    defaultValue: D,
    options?: ReadOptions,
  ): Promise<S[K] | D>;
  /** As `keys.map(cache.get)` calls it: only the key counts. */
  get<K extends KeyOf<S>>(key: K, index: number, keys: readonly K[]): Promise<S[K] | undefined>;

  /** As `keys.map(cache.getEntry)` calls it: only the key counts. */
  getEntry<K extends KeyOf<S>>(
    key: K,
    index: number,
    keys: readonly K[],
  ): Promise<StoredEntry<S[K]> | undefined>;
  /** See {@link UntypedCache.getEntry}. */
  getEntry<K extends KeyOf<S>>(
    key: K,
    options?: ReadOptions,
  ): Promise<StoredEntry<S[K]> | undefined>;

  /** See {@link UntypedCache.set}. */
  set<K extends KeyOf<S>>(key: K, value: S[K], timeout?: Timeout): Promise<void>;

  /** See {@link UntypedCache.add}. */
  add<K extends KeyOf<S>>(key: K, value: S[K], timeout?: Timeout): Promise<boolean>;

  /** See {@link UntypedCache.getOrSet}. */
  getOrSet<K extends KeyOf<S>>(
    key: K,
    loader: Loader<S[K], K>,
    timeout?: Seconds | LoadOptions,
  ): Promise<S[K]>;
  getOrSet<K extends KeyOf<S>>(key: K, value: S[K], timeout?: Timeout): Promise<S[K]>;

  /** See {@link UntypedCache.getOrSetMany}. */
  getOrSetMany<const K extends KeyOf<S>>(
    keys: Iterable<K>,
    loadMissing: (
      keys: K[],
      context: ManyLoaderContext<S[K], K>,
    ) => Awaitable<ManyLoaded<S[K], K> | { readonly [P in K]?: S[P] }>,
    timeout?: Seconds | LoadOptions,
  ): Promise<{ [P in K]?: S[P] }>;

  /** See {@link UntypedCache.touch}. */
  touch(key: KeyOf<S>, timeout?: TouchTimeout): Promise<boolean>;

  /** See {@link UntypedCache.incr}. */
  incr<K extends CountableKeyOf<S>>(
    key: K,
    delta?: Countable<S[K]>,
    options?: CountOptions<Countable<S[K]>>,
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
    options?: CountOptions<Countable<S[K]>>,
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

  /** See {@link UntypedCache.subscribe}. */
  subscribe(listener: SubscriptionListener, _?: undefined, options?: SubscribeOptions): () => void;
  subscribe<const K extends KeyOf<S>>(
    target: SubscriptionTarget<K>,
    listener: SubscriptionListener<K>,
    options?: SubscribeOptions,
  ): () => void;

  /** See {@link UntypedCache.peek}. */
  peek<K extends KeyOf<S>>(
    key: K,
    defaultValue?: undefined,
    options?: ReadOptions,
  ): S[K] | undefined;
  peek<K extends KeyOf<S>, const D>(key: K, defaultValue: D, options?: ReadOptions): S[K] | D;

  /** See {@link UntypedCache.preload}. */
  preload(keys?: Iterable<KeyOf<S>>, options?: VersionOptions): Promise<void>;

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
   * With `{ stale: true }` an expired entry is answered, too, within the stale bounds it was stored with.
   *
   * Resolves to a miss if the store fails, and an `error` event reports why. Rejects with a `TypeError`
   * on a bad key or option.
   *
   * @example await cache.get('movie', 'has_expired')
   */
  get<T = unknown>(
    key: string,
    defaultValue?: undefined,
    options?: ReadOptions,
  ): Promise<T | undefined>;
  get<T = unknown>(key: string, defaultValue: null, options?: ReadOptions): Promise<T | null>;
  get<T = unknown, D = T>(key: string, defaultValue: D, options?: ReadOptions): Promise<T | D>;
  /** As `keys.map(cache.get)` calls it: only the key counts. */
  get<T = unknown>(key: string, index: number, keys: readonly string[]): Promise<T | undefined>;

  /** As `keys.map(cache.getEntry)` calls it: only the key counts. */
  getEntry<T = unknown>(
    key: string,
    index: number,
    keys: readonly string[],
  ): Promise<StoredEntry<T> | undefined>;
  /**
   * The value under `key` with the moments at which it expires and was written, in ms since the epoch, or
   * `undefined`. Fails as `get` does.
   *
   * @example const { value, expires } = (await cache.getEntry('movie', { stale: true })) ?? {};
   */
  getEntry<T = unknown>(key: string, options?: ReadOptions): Promise<StoredEntry<T> | undefined>;

  /**
   * Stores `value` under `key`, over whatever was there, and resolves when it is committed.
   * Django's `set()`.
   *
   * The value is copied at the call. Rejects with a `TypeError` on a bad argument, with a
   * {@link CacheError} `data` if the value can't be stored, with another code if the store fails. A set
   * that is refused for its value or for lack of space leaves no older value under the key.
   *
   * @param timeout seconds, or options: `{ timeout, expires, version, staleWhileRevalidate, staleIfError }`
   * @example await cache.set('movie', 'The Manjhi', 30)
   */
  set(key: string, value: unknown, timeout?: Timeout): Promise<void>;

  /**
   * Stores `value` unless a live entry is there, and resolves to whether it did. Atomic across tabs: of
   * many racing adds exactly one is `true`. Rejects as `set` does. Django's `add()`.
   *
   * @example await cache.add('offer', '10% OFF', 60)
   */
  add(key: string, value: unknown, timeout?: Timeout): Promise<boolean>;

  /**
   * The value under `key`, or on a miss the result of the loader, which is then stored. Django's
   * `get_or_set()`.
   *
   * One load of a key runs at a time, in all tabs: the others wait for it, and each gets a copy. The first caller's
   * options count, except `signal`, `fresh` and the stale bounds. If another writer stored first, its value is
   * returned. A key that was deleted, cleared or overwritten while its loader ran is not written back.
   *
   * A loader that throws caches nothing, and its error reaches its callers, unless `staleIfError` lets an expired
   * value answer. With `staleWhileRevalidate` an expired value is answered at once, and a load in the background
   * renews it. In both cases an `error` event `load-failed` reports the failure. A loader that takes longer than
   * `loadDeadline`, or waits for its own key, ends with a `CacheError` `load-timeout`.
   *
   * Rejects with `data` if the result can't be stored. If only the storing fails, the value is returned and an
   * `error` event reports why; if the read failed, nothing is stored.
   *
   * @param valueOrLoader a function, sync or async, that is called with a {@link LoaderContext} on a miss; or the
   * value itself
   * @param timeout seconds, or {@link LoadOptions}; with a value, the options of `set`
   * @example await cache.getOrSet('courses', () => fetch('/api/courses').then((r) => r.json()), 300)
   * @example
   * const load = ({ signal }: LoaderContext) => fetch('/api/courses', { signal }).then((r) => r.json());
   * await cache.getOrSet('courses', load, { timeout: 60, staleWhileRevalidate: 3600 });
   */
  getOrSet<T>(key: string, loader: Loader<T>, timeout?: Seconds | LoadOptions): Promise<T>;
  getOrSet<T>(key: string, value: T, timeout?: Timeout): Promise<T>;

  /**
   * As `getOrSet` for many keys, with one read, one call of the loader for the keys that nobody else is
   * loading, and one write. Then it waits for the loads of others, and calls the loader once more for what is still
   * missing. Resolves to a null-prototype object of all that was found or given, as `getMany` does. If the loader
   * fails, it rejects with its error, and nothing is stored.
   *
   * @param loadMissing called with the missing keys; gives an object, a `Map` or an iterable of pairs
   * @example await cache.getOrSetMany(['a', 'b'], (keys) => fetchCourses(keys), 60)
   */
  getOrSetMany<T, const K extends string = string>(
    keys: Iterable<K>,
    loadMissing: (keys: K[], context: ManyLoaderContext<T, K>) => Awaitable<ManyLoaded<T, K>>,
    timeout?: Seconds | LoadOptions,
  ): Promise<{ [P in K]?: T }>;

  /**
   * Gives a live entry a new expiry, by the default timeout if none is given. Resolves to `false` if the
   * entry is missing or expired. A timeout of 0 removes the entry. Django's `touch()`.
   *
   * @example await cache.touch('movie', 120)
   */
  touch(key: string, timeout?: TouchTimeout): Promise<boolean>;

  /**
   * Adds `delta` to a number or bigint and resolves to the sum. Atomic across tabs; keeps the
   * remaining time. Rejects with {@link KeyNotFoundError} if the key is missing or expired, with a
   * `TypeError` unless value, delta and sum are finite numbers within ±(2^53 − 1), or bigints.
   * Django's `incr()`.
   *
   * With `initial` a missing or expired key is counted from there, as after `add(key, initial, timeout)` in
   * the same step: resolves to `initial + delta`.
   *
   * @param delta @default 1 (`1n` for a bigint)
   * @example await cache.incr('roll', 3)
   * @example await cache.incr('visits', 1, { initial: 0, timeout: 3600 })
   */
  incr<N extends number | bigint = number>(
    key: string,
    delta?: N,
    options?: CountOptions<N>,
  ): Promise<N extends bigint ? bigint : number>;
  /** As `keys.map(cache.incr)` calls it: only the key counts. */
  incr(key: string, index: number, keys: readonly string[]): Promise<number>;

  /** Subtracts `delta`; otherwise as {@link UntypedCache.incr}. Django's `decr()`. */
  decr<N extends number | bigint = number>(
    key: string,
    delta?: N,
    options?: CountOptions<N>,
  ): Promise<N extends bigint ? bigint : number>;
  /** As `keys.map(cache.decr)` calls it: only the key counts. */
  decr(key: string, index: number, keys: readonly string[]): Promise<number>;

  /** As `keys.map(cache.has)` calls it: only the key counts. */
  has(key: string, index: number, keys: readonly string[]): Promise<boolean>;
  /** Whether a live entry is there. Django's `has_key()` and `in`. `false` if the store fails. */
  has(key: string, options?: VersionOptions): Promise<boolean>;

  /** As `keys.map(cache.delete)` calls it: only the key counts. */
  delete(key: string, index: number, keys: readonly string[]): Promise<boolean>;
  /**
   * Removes the entry and resolves to whether a live one was there. Rejects if the store fails.
   * Django's `delete()`.
   *
   * @example await cache.delete('fees', { version: 2 })
   */
  delete(key: string, options?: VersionOptions): Promise<boolean>;

  /**
   * A null-prototype object with just the hits, in the order asked, read in one transaction.
   * Django's `get_many()`. What the store fails to read is a miss. Rejects with a `TypeError` on a bad key, or an
   * object instead of keys.
   *
   * @example const { name, roll } = await cache.getMany(['name', 'roll'])
   */
  getMany<T = unknown, const K extends string = string>(
    keys: Iterable<K>,
    options?: VersionOptions,
  ): Promise<{ [P in K]?: T }>;

  /**
   * Stores all entries in one transaction and resolves to the keys that failed, `[]` if none. An `error`
   * event per key reports why, and one of code `capacity` how many entries exceed `maxEntries` and are
   * dropped at once. A bad key or timeout rejects the whole call and stores nothing. Django's `set_many()`.
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

  /** Removes all of them and resolves to how many were live. Django's `delete_many()`. */
  deleteMany(keys: Iterable<string>, options?: VersionOptions): Promise<number>;

  /**
   * Moves the entry to its version + `delta`, over what is there, and resolves to the new version.
   * Keeps the remaining time. Rejects with {@link KeyNotFoundError} if missing. Django's `incr_version()`.
   */
  incrVersion(key: string, delta?: number, options?: VersionOptions): Promise<number>;

  /** Moves the entry to its version − `delta`. Django's `decr_version()`. */
  decrVersion(key: string, delta?: number, options?: VersionOptions): Promise<number>;

  /** As `keys.map(cache.ttl)` calls it: only the key counts. */
  ttl(key: string, index: number, keys: readonly string[]): Promise<number | null | undefined>;
  /** The seconds left, or `null` for ever. `undefined` if missing or expired, or if the store fails. */
  ttl(key: string, options?: VersionOptions): Promise<number | null | undefined>;

  /**
   * Calls `listener` when the entries may have changed, in this tab or elsewhere, and a read would show it: once
   * for all changes of a tick. It gets `{ keys }`, the keys that may have changed, or `{ keys: undefined }` where
   * that is not known. Also called when a named key expires whose expiry this cache knows. Opens no database.
   * Returns the function that ends the subscription.
   *
   * Throws a `TypeError` on a bad argument. An error of the listener is reported by `reportError()`.
   *
   * @param target a key, an iterable of keys, `{ prefix }`, or nothing for all of this prefix and version
   * @example
   * const stop = cache.subscribe('movie', async () => show(await cache.get('movie')));
   */
  subscribe(listener: SubscriptionListener, _?: undefined, options?: SubscribeOptions): () => void;
  subscribe<const K extends string>(
    target: SubscriptionTarget<K>,
    listener: SubscriptionListener<K>,
    options?: SubscribeOptions,
  ): () => void;

  /**
   * What memory holds under `key` at this moment, else `defaultValue`. Asks no store: an entry that was not
   * read or written lately is not there. While a `set` of one's own is under way, its value is.
   *
   * Throws a `TypeError` on a bad key or option.
   *
   * @example cache.peek('movie')
   */
  peek<T = unknown>(key: string, defaultValue?: undefined, options?: ReadOptions): T | undefined;
  peek<T = unknown, D = T>(key: string, defaultValue: D, options?: ReadOptions): T | D;

  /**
   * Reads these keys into memory, or without keys all of this view's prefix and version, as many as memory
   * holds, and resolves when they are read. The option `preload` does the same at the start.
   *
   * If the store fails, it resolves all the same, and an `error` event reports why. Rejects with a `TypeError`
   * on a bad key or version, and with `memory: false`.
   *
   * @example await cache.namespace('courses').preload()
   */
  preload(keys?: Iterable<string>, options?: VersionOptions): Promise<void>;

  /** The key as it is stored, and as DevTools shows it. Django's `make_key`. Throws a `TypeError` on a bad key or version. */
  makeKey(key: string, version?: number): string;

  /** The live entries of this view's prefix and version. They are read in pages, so this is no snapshot. */
  entries<T = unknown>(options?: ScanOptions): AsyncIterableIterator<CacheEntry<T>>;

  /**
   * The view on this cache whose default version is `version`. Its values may have a schema of their own.
   * Equal views are identical.
   */
  withVersion(version: number): UntypedCache;
  withVersion<S2>(version: number): Cache<S2>;

  /** The view on this cache with keys of its own. Namespaces nest. Equal views are identical. */
  namespace(prefix: string): UntypedCache;
  namespace<S2>(prefix: string): Cache<S2>;
}

/**
 * A named cache, or a view on one. With a schema, keys and values are typed by it:
 * `Cache<{ movie: string; roll: number; [course: `course:${string}`]: Course }>`.
 */
export type Cache<S = unknown> = unknown extends S ? UntypedCache : TypedCache<S>;
