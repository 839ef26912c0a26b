/** The public types: the cache as its users see it. */
import type { CacheError } from '../model/errors.js';
import type { CacheBase, CacheEntry, EntriesOptions, StoredEntry } from './cache-base.js';
import type {
  Loader,
  LoaderContext,
  LoadOptions,
  ManyLoaded,
  ManyLoaderContext,
} from './loader-types.js';
import type {
  CountOptions,
  ReadOptions,
  Seconds,
  Timeout,
  TouchTimeout,
  VersionOptions,
} from './option-types.js';
import type {
  Awaitable,
  Countable,
  CountableKeyOf,
  EntriesObject,
  KeyOf,
  PairOf,
} from './schema-types.js';
import type {
  SubscribeOptions,
  SubscriptionListener,
  SubscriptionTarget,
} from './subscription-types.js';

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
  entries(options?: EntriesOptions): AsyncIterableIterator<CacheEntry<S[KeyOf<S>]>>;

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
  getOrSet<T>(
    key: string,
    loader: (context: LoaderContext) => T | PromiseLike<T>,
    timeout?: Seconds | LoadOptions,
  ): Promise<T>;
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

  /**
   * The live entries of this view's prefix and version. They are read in pages, so this is no snapshot. With
   * `{ details: true }` they also have `written` and `tags`.
   */
  entries<T = unknown>(options?: EntriesOptions): AsyncIterableIterator<CacheEntry<T>>;

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
