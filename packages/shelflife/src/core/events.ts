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

/** What an event about one key says. */
interface KeyEvent<T extends string> {
  readonly type: T;
  readonly key: string;
  readonly version: number;
}

/** A read by `get`, `getMany` or `getOrSet` found a value. */
export interface HitEvent extends KeyEvent<'hit'> {
  /** Whether it has expired, and was answered all the same. */
  readonly stale: boolean;
  readonly from: 'memory' | 'store';
}

/** A loader has settled. */
export interface LoadEvent extends KeyEvent<'load'> {
  /** How long it took. */
  readonly ms: number;
  /** Why it failed. */
  readonly error?: unknown;
}

/** This thread removed entries, because they had expired or for lack of room. */
export interface EvictEvent {
  readonly type: 'evict';
  /** `entries`: above `maxEntries`; `bytes`: above `maxBytes`; `capacity`: the disk is full. */
  readonly reason: 'expired' | 'entries' | 'bytes' | 'capacity';
  readonly count: number;
}

/** The events of what a cache's own calls do. They are made only where somebody listens. */
export interface ActivityEvents {
  hit: HitEvent;
  miss: KeyEvent<'miss'>;
  load: LoadEvent;
  /** An entry was stored. */
  set: KeyEvent<'set'>;
  /** A live entry was deleted. */
  delete: KeyEvent<'delete'>;
  clear: { readonly type: 'clear' };
  evict: EvictEvent;
}

/** The events of a cache, by type. */
export interface CacheEvents extends ActivityEvents {
  error: CacheErrorEvent;
  degraded: DegradedEvent;
  restored: RestoredEvent;
}

export class Events {
  readonly #target = new EventTarget();
  /** The types that somebody has listened to. */
  readonly #listened = new Set<string>();
  readonly #reported = new WeakSet<Error>();

  addEventListener(...given: Parameters<EventTarget['addEventListener']>): void {
    this.#listened.add(given[0]);
    this.#target.addEventListener(...given);
  }

  removeEventListener(...given: Parameters<EventTarget['removeEventListener']>): void {
    this.#target.removeEventListener(...given);
  }

  /** @param describe makes the members of the event; called only if somebody has listened to it */
  emitActivity(type: keyof ActivityEvents, describe: () => object): void {
    if (!this.#listened.has(type)) return;
    this.#target.dispatchEvent(Object.assign(new Event(type), describe()));
  }

  emit(type: 'error' | 'degraded' | 'restored', error?: Failure): void {
    this.#target.dispatchEvent(Object.assign(new Event(type), error && { error }));
  }

  /** Reports a failure that no call rejects with. A failure that many calls share is reported once. */
  reportError(failure: Failure): void {
    const error = toError(failure);
    if (this.#reported.has(error)) return;
    this.#reported.add(error);
    this.emit('error', error);
  }
}
