/** The events of a cache. */
import type { CacheError } from '../model/errors.js';

/** Something failed in the background, or in a call that resolved all the same. */
export interface CacheErrorEvent {
  readonly type: 'error';
  readonly error: CacheError;
}

/**
 * IndexedDB is unavailable and entries live in memory for now (`backend` is `'memory'`), or it does not
 * respond, and reads miss and writes reject at once until it does.
 */
export interface DegradedEvent {
  readonly type: 'degraded';
  readonly error: CacheError;
}

/** IndexedDB works again. Entries that lived in memory meanwhile were dropped. */
export interface RestoredEvent {
  readonly type: 'restored';
}

/** The events of a cache, by type. */
export interface CacheEvents {
  error: CacheErrorEvent;
  degraded: DegradedEvent;
  restored: RestoredEvent;
}
