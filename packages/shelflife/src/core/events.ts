/** The events of a cache. */
import { type CacheError, type Failure, toError } from '../model/errors.js';

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

export class Events {
  readonly target = new EventTarget();
  readonly #reported = new WeakSet<Error>();

  emit(type: keyof CacheEvents, error?: Failure): void {
    this.target.dispatchEvent(Object.assign(new Event(type), error && { error }));
  }

  /** Reports a failure that no call rejects with. A failure that many calls share is reported once. */
  reportError(failure: Failure): void {
    const error = toError(failure);
    if (this.#reported.has(error)) return;
    this.#reported.add(error);
    this.emit('error', error);
  }
}
