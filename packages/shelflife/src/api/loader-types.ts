/** The public types of `getOrSet`, `getOrSetMany` and `memoize`. */
import type { ExpiryOptions, StaleOptions, StoringOptions } from './option-types.js';

/** What callers of a loader may expect. The options of `createCache({ loading })`, and of each `getOrSet`. */
export interface LoadingOptions extends StaleOptions {
  /** Seconds after a failed load in which stale values are answered without another try, in all tabs. @default 5 */
  readonly retryAfter?: number | undefined;
  /**
   * From 0 to 1: up to this share of the timeout is taken off at random, so that entries stored together do not
   * expire together. Does not apply to `expires`, or to a timeout of `null`. @default 0
   */
  readonly jitter?: number | undefined;
  /**
   * Whether to run one load of a key at a time over all tabs, workers and processes that share the store.
   * `false`: within this cache only. @default true
   */
  readonly shared?: boolean | undefined;
  /**
   * Seconds that the loader may take, not counting time in which this thread could not run; `null` for no
   * limit. After that its signal aborts, and a later result is not stored. Its callers get the stale value, if
   * `staleIfError` allows, or a `CacheError` with the code `load-timeout`. @default 30
   */
  readonly loadDeadline?: number | null | undefined;
}

/** How the result of a loader is stored: overrides what the call says. */
export type LifetimeOptions = ExpiryOptions & StaleOptions;

/** The options of `getOrSet` and `getOrSetMany`. */
export type LoadOptions = StoringOptions &
  LoadingOptions & {
    /**
     * Whether to load even if a live value is there, as a refresh button does. The load begins after this call.
     * If it fails, the call rejects and the old value stays. @default false
     */
    readonly fresh?: boolean | undefined;
    /**
     * Aborting it makes this caller reject with its reason. Once the last caller in this thread has aborted, the
     * loader's own signal aborts, unless the load renews a stale value in the background.
     */
    readonly signal?: AbortSignal | undefined;
  };

/** The entry that was there before a load: stale, or live if the load is `fresh`. */
export interface PreviousEntry<V> {
  readonly value: V;
  /** When it expires or has expired, in ms since the epoch; `null` for never. */
  readonly expires: number | null;
}

/**
 * What a loader is called with. It may ignore it.
 *
 * @example
 * async function load({ signal, store }: LoaderContext<Course>) {
 *   const response = await fetch('/api/course', { signal });
 *   if (response.headers.get('cache-control') === 'no-store') store(false);
 *   return response.json();
 * }
 */
export interface LoaderContext<V = unknown, K extends string = string> {
  readonly key: K;
  readonly version: number;
  /** Give it to `fetch`. Aborts when nobody wants the result any more, or the loader has taken longer than `loadDeadline`. */
  readonly signal: AbortSignal;
  /** The old entry, for conditional requests; `undefined` if there was none. */
  readonly previous: PreviousEntry<V> | undefined;
  /**
   * Says how the result is stored, as from an HTTP `max-age`; `false` that it is not. The last call before the
   * loader settles counts. A timeout of 0 removes the old entry; `false` leaves it. Throws a `TypeError` on a bad
   * option.
   */
  store(options: LifetimeOptions | false): void;
}

/** A function that loads the value of a key. */
export type Loader<V, K extends string = string> = (
  context: LoaderContext<V, K>,
) => V | PromiseLike<V>;

/** What the loader of `getOrSetMany` is called with. */
export interface ManyLoaderContext<V = unknown, K extends string = string>
  extends Pick<LoaderContext<V, K>, 'version' | 'signal' | 'store'> {
  readonly keys: readonly K[];
  /** The entries that were there before, by key. */
  readonly previous: ReadonlyMap<K, PreviousEntry<V>>;
}

/** What the loader of `getOrSetMany` may give: keys that were not asked for are ignored. */
export type ManyLoaded<V, K extends string> =
  | { readonly [P in K]?: V }
  | ReadonlyMap<K, V>
  | Iterable<readonly [K, V]>;

/** A function whose results are cached, by its arguments. */
export interface Memoized<A extends readonly unknown[], V> {
  (...args: A): Promise<V>;
  /** The key of a call's result. */
  key(...args: A): string;
  /** Removes the result of a call. Resolves to whether a live one was there. */
  delete(...args: A): Promise<boolean>;
  /** Calls the function in any case, and stores its result. */
  fresh(...args: A): Promise<V>;
}

/** The options of `memoize`. */
export type MemoizeOptions<A extends readonly unknown[]> = LoadOptions & {
  readonly fresh?: undefined;
  readonly signal?: undefined;
  /** Makes the part of the key that stands for the arguments. @default JSON with sorted members */
  readonly key?: ((...args: A) => string) | undefined;
};
