/** The options of a cache, checked and completed, as all its views share them. */
import type { KeyFunction } from '../model/key.js';
import type { Store, StoreSettings } from '../model/store.js';

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
}

/** The bounds of the memory tier. With `maxEntries` 0 there is none. */
export interface TierBounds {
  readonly maxEntries: number;
  /** Ms. */
  readonly maxAge: number;
  readonly maxBytes: number;
}
