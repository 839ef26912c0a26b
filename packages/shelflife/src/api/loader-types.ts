/** The public types of `getOrSet`, `getOrSetMany` and `memoize`. */
import type { LoadingOptions, StoringOptions } from './types.js';

/** How the result of a loader is stored: overrides what the call says. */
export type LifetimeOptions = Omit<StoringOptions, 'version' | 'tags'>;

/** The options of `getOrSet` and `getOrSetMany`. */
export type LoadOptions = StoringOptions &
  LoadingOptions & {
    /** Whether to load even if a live value is there. The load begins after this call. @default false */
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

/** What a loader is called with. It may ignore it. */
export interface LoaderContext<V = unknown, K extends string = string> {
  readonly key: K;
  readonly version: number;
  /** Aborts when nobody wants the result any more, or the loader has taken longer than `loadDeadline`. */
  readonly signal: AbortSignal;
  /** For conditional requests. */
  readonly previous: PreviousEntry<V> | undefined;
  /**
   * Says how the result is stored, as from an HTTP `max-age`; `false` that it is not. The last call before the
   * loader settles counts. Throws a `TypeError` on a bad option.
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
export type MemoizeOptions<A extends readonly unknown[]> = Omit<LoadOptions, 'fresh' | 'signal'> & {
  /** Makes the part of the key that stands for the arguments. @default JSON with sorted members */
  readonly key?: ((...args: A) => string) | undefined;
};
