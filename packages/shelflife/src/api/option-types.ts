/** The public types of the options that many calls take. */

/** Seconds, fractions kept to the millisecond; `null` or `Infinity` for ever; 0 or less: not cached. */
export type Seconds = number | null;

/** Options of a call that may use another version than the cache's own. */
export interface VersionOptions {
  /** @default the cache's version */
  readonly version?: number | undefined;
}

/** The options of `get` and `getEntry`. */
export interface ReadOptions extends VersionOptions {
  /** Whether an expired entry is answered, too, within the stale bounds it was stored with. @default false */
  readonly stale?: boolean | undefined;
}

/** The options of `clear`. */
export interface PrefixOptions {
  /** Only keys of this view's prefix and version that begin with it. @default '' */
  readonly prefix?: string | undefined;
}

/** The options of `incr` and `decr`. */
export type CountOptions<N> = VersionOptions &
  (
    | {
        /** What to count from if the key is missing or expired. @default none: a missing key rejects */
        readonly initial: N;
        /** Of an entry that is made from `initial`. @default the cache's default timeout */
        readonly timeout?: Seconds | undefined;
      }
    | { readonly initial?: undefined; readonly timeout?: undefined }
  );

/** When an entry expires: after a timeout, or at a moment. */
export type ExpiryOptions =
  | {
      /** @default the cache's default timeout */
      readonly timeout?: Seconds | undefined;
      readonly expires?: undefined;
    }
  | {
      readonly timeout?: undefined;
      /** The moment at which the entry expires, as a `Date` or in ms since the epoch. */
      readonly expires?: number | Date | undefined;
    };

/** The options of `touch`. */
export type EntryOptions = VersionOptions & ExpiryOptions;

/**
 * How long after its expiry an entry may be answered by `getOrSet`, and by reads with `{ stale: true }`. To all other
 * calls it is a miss.
 */
export interface StaleOptions {
  /** Seconds in which the old value is answered at once, while one load renews it. @default 0 */
  readonly staleWhileRevalidate?: number | undefined;
  /**
   * Seconds in which the old value is answered if the load fails or takes too long. The larger of the two applies.
   * @default 0
   */
  readonly staleIfError?: number | undefined;
}

/** The options of a call that stores. */
export type StoringOptions = EntryOptions &
  StaleOptions & {
    /** What `deleteByTag` finds the entry by: non-empty strings, at most 32. A later `set` replaces them. */
    readonly tags?: Iterable<string> | undefined;
  };

/** The last argument of every storing call: a timeout in seconds or options. */
export type Timeout = Seconds | StoringOptions | undefined;

/** The last argument of `touch`: a timeout in seconds or options. */
export type TouchTimeout = Seconds | EntryOptions | undefined;
