/** The session of a cache: opened by the first call after a close, and listened to while there are subscribers. */
import type { Backend, StoreListener, StoreSession } from '../model/store.js';
import type { Activity } from './activity.js';
import type { Configuration } from './configuration.js';
import type { Events } from './events.js';
import { failingSession } from './failing-session.js';
import type { LocalState } from './local-state.js';
import { onPageExit } from './page-exit.js';
import { onPageRest } from './page-rest.js';
import type { Subscriptions } from './subscriptions.js';

/** What a session reports to. */
interface SessionOwner {
  readonly configuration: Configuration;
  readonly events: Events;
  readonly activity: Activity;
  readonly local: LocalState;
  readonly subscriptions: Subscriptions;
}

/** A cache that somebody listens to is not garbage-collected. */
const listening = new Set<SessionOwner>();

export class CacheSession {
  readonly #cache: SessionOwner;
  /** Sends what is queued, as the page goes away. */
  readonly #sendUrgently: () => void;
  #session: StoreSession | undefined;
  #lastBackend: Backend | undefined;
  #stopWatchingExit: (() => void) | undefined;
  /** Whether a session was closed: changes by others may have been missed. */
  #hasMissed = false;

  constructor(cache: SessionOwner, sendUrgently: () => void) {
    this.#cache = cache;
    this.#sendUrgently = sendUrgently;
  }

  get backend(): Backend | undefined {
    return this.#session ? this.#session.backend : this.#lastBackend;
  }

  get isCoherent(): boolean {
    return !!this.#session?.isCoherent;
  }

  /** Starts to commit what the session has queued. */
  flush(): void {
    this.#session?.flush?.(false);
  }

  open(): StoreSession {
    if (this.#session) return this.#session;
    const { store, memory, ...settings } = this.#cache.configuration;
    let session: StoreSession;
    const listener = this.#listenerOf(() => this.#session === session);
    try {
      session = store.open({ ...settings, listener });
    } catch (error) {
      // The next call tries again. Until then nothing is heard of others.
      this.#hasMissed = true;
      return failingSession(error);
    }
    this.#session = session;
    if (settings.isQueued)
      this.#stopWatchingExit = onPageExit(() => {
        this.#sendUrgently();
        this.#session?.flush?.(true);
      });
    if (!this.#cache.subscriptions.isEmpty) session.listen?.(true);
    if (this.#hasMissed) this.#cache.subscriptions.changed({});
    this.#hasMissed = false;
    return session;
  }

  #listenerOf(isCurrent: () => boolean): StoreListener {
    return {
      changed: (change) => {
        // A session that closes drops what memory holds, and changes nothing.
        if (isCurrent()) this.#cache.local.changedElsewhere(change);
        else this.#cache.local.invalidate(change);
      },
      failed: (failure) => this.#cache.events.reportError(failure),
      degraded: (failure) => this.#cache.events.emit('degraded', failure),
      restored: () => this.#cache.events.emit('restored'),
      evicted: (eviction) => this.#cache.activity.evicted(eviction),
      recent: () => this.#cache.local.recent(),
    };
  }

  /** Listens to what others change, also where nothing has been called yet. Returns what ends it. */
  listen(): () => void {
    this.open().listen?.(true);
    const stopWatchingRest = onPageRest(
      () => {
        this.#cache.subscriptions.hold();
        this.#session?.listen?.(false);
      },
      () => {
        if (this.#cache.subscriptions.release()) this.#session?.listen?.(true);
      },
    );
    listening.add(this.#cache);
    return () => {
      stopWatchingRest();
      listening.delete(this.#cache);
      this.#session?.listen?.(false);
    };
  }

  /** Returns the session, which is not used again. */
  detach(): StoreSession | undefined {
    const session = this.#session;
    this.#lastBackend = session?.backend ?? this.#lastBackend;
    this.#session = undefined;
    this.#stopWatchingExit?.();
    this.#hasMissed = true;
    // From here on, changes by others are not reported.
    this.#cache.local.invalidate({});
    return session;
  }
}
