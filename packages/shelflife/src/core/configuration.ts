/** What every view of a cache shares, as `createCache` has checked it. */
import type { KeyFunction } from '../model/key.js';
import type { Store } from '../model/store.js';

/** The options as all views of a cache share them. */
export interface Configuration {
  readonly name: string;
  /** Seconds; `Infinity` for ever. */
  readonly timeout: number;
  readonly version: number;
  readonly keyPrefix: string;
  readonly keyFunction: KeyFunction | undefined;
  /** `Infinity` for no bound. */
  readonly maxEntries: number;
  readonly cullFrequency: number;
  readonly store: Store;
  readonly durability: 'relaxed' | 'strict';
  /** Ms. */
  readonly deadline: number;
  /** Throws if the clock answers no number. */
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
