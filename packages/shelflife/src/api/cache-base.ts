/// <reference lib="esnext.disposable" preserve="true" />
/** The part of the public cache that does not depend on its schema. */
import type { Stats } from '../core/activity.js';
import type { CacheEvents } from '../core/events.js';
import type { EntriesSize } from '../model/codec/body.js';
import type { CacheError } from '../model/errors.js';
import type { Backend } from '../model/store.js';
import type { Memoized, MemoizeOptions } from './loader-types.js';
import type { PrefixOptions, Seconds } from './option-types.js';

/** What `entries()` yields. */
export interface CacheEntry<V = unknown> {
  readonly key: string;
  readonly version: number;
  /** As given to `createCache` or `namespace`; nested namespaces joined by `/`. */
  readonly keyPrefix: string;
  readonly value: V;
  /** When it expires, in ms since the epoch; `null` for never. */
  readonly expires: number | null;
  /** When it was last written, in ms since the epoch. Only with `{ details: true }`. */
  readonly written?: number;
  /** Its tags. Only with `{ details: true }`. */
  readonly tags?: readonly string[];
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

/** What `entries()` covers and yields. */
export interface EntriesOptions extends ScanOptions {
  /** `true`: entries also have `written` and `tags`. @default false */
  readonly details?: boolean | undefined;
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
   * expired ones that are not removed yet. By the rule of {@link MemoryOptions.maxBytes}. If all were
   * written by caches with `maxBytes`, counts them by size, and is up to 3 % off. Else it reads them in pages, but no
   * value above 32 kB, and is not a snapshot.
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
