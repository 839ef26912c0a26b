/** The options of a cache, checked and completed, as all its views share them. */
import type { KeyFunction } from '../model/key.js';
import type { Store, StoreSettings } from '../model/store.js';
import type { StaleBounds } from '../model/timeout.js';

export interface Configuration extends Omit<StoreSettings, 'listener' | 'latest'> {
  /** Seconds; `Infinity` for ever. */
  readonly timeout: number;
  readonly version: number;
  readonly keyPrefix: string;
  readonly keyFunction: KeyFunction | undefined;
  readonly store: Store;
  /** Throws if the clock returns no number. */
  readonly now: () => number;
  /** Whether `set` resolves before it is committed. */
  readonly isQueued: boolean;
  readonly memory: TierBounds;
  /** The keys to read into memory at once; `true` for all of the view. */
  readonly preload: true | readonly string[];
  readonly loading: LoadingDefaults;
  /** `Infinity` for no bound. */
  readonly maxEntryBytes: number;
}

/** What loads do where a call says nothing else. All times in ms. */
export interface LoadingDefaults extends Required<StaleBounds> {
  /** After a failed load, while stale entries are answered without another try. */
  readonly retryAfter: number;
  /** The share of a timeout that may be taken off at random. */
  readonly jitter: number;
  /** Whether to wait for the load of another tab. */
  readonly shared: boolean;
  /** What a loader may take. */
  readonly loadDeadline: number;
}

/** The bounds of the memory tier. With `maxEntries` 0 there is none. */
export interface TierBounds {
  readonly maxEntries: number;
  /** Ms. */
  readonly maxAge: number;
  readonly maxBytes: number;
}
