/** The public types of `createCache`'s options. */
import type { KeyFunction } from '../model/key.js';
import type { Store } from '../model/store.js';
import type { LoadingOptions } from './loader-types.js';
import type { Seconds } from './option-types.js';

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
   * The largest number of entries under the name; a cull removes what exceeds it, in the order of `maxBytes`. `null`
   * for no bound. Django's `MAX_ENTRIES`. @default 10_000
   */
  readonly maxEntries?: number | null | undefined;
  /**
   * What the entries of the name may take, in bytes by the estimate of `memory.maxBytes`; `null` for no bound. A cull
   * removes what exceeds it: first what has expired, then what was written longest ago, sparing what this tab has
   * lately read. IndexedDB may exceed it by 10 % plus one batch between culls. An entry that is larger by itself is
   * refused as by `maxEntryBytes`. @default null
   */
  readonly maxBytes?: number | null | undefined;
  /**
   * The largest value, in bytes by the estimate of `memory.maxBytes`; `null` for no bound. A larger one is refused as
   * `capacity`, and leaves no older value under its key. `getOrSet` answers it all the same. @default null
   */
  readonly maxEntryBytes?: number | null | undefined;
  /** A cull removes 1/n of the entries, or of `maxBytes`; with `0` all but the ones just written. Django's `CULL_FREQUENCY`. @default 3 */
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
