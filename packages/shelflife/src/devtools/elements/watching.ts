/** Gives an element the watcher of its cache while it is in the page, and lets it read while it can be seen. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CacheBase, UntypedCache } from '../../index.js';
import { expect } from '../../model/errors.js';
import { CacheWatcher, type WatcherOptions } from '../watch/cache-watcher.js';

/** What an element watches. */
export interface Watched {
  readonly cache: CacheBase | undefined;
  /** A watcher that another element has started. */
  readonly given?: CacheWatcher | undefined;
  readonly options: WatcherOptions;
  /** Whether the element shows anything just now. */
  readonly isOpen: boolean;
}

export class Watching implements ReactiveController {
  watcher: CacheWatcher | undefined;
  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #watched: () => Watched;
  #isConnected = false;
  #isOwn = false;

  constructor(host: ReactiveControllerHost & EventTarget, watched: () => Watched) {
    this.#host = host;
    this.#watched = watched;
    host.addController(this);
  }

  hostConnected(): void {
    this.#isConnected = true;
    document.addEventListener('visibilitychange', this.update);
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    document.removeEventListener('visibilitychange', this.update);
    this.#leave();
  }

  /** Called by the host before it renders. */
  update = (): void => {
    const { cache, given, options, isOpen } = this.#watched();
    const isSame = given ? given === this.watcher : cache === this.watcher?.cache;
    if (!isSame && this.#isConnected) this.#watch(given, cache, options);
    if (!this.watcher || !this.#isOwn) return;
    this.watcher.options = options;
    this.watcher.isPaused = !isOpen || document.visibilityState !== 'visible';
  };

  #watch(given: CacheWatcher | undefined, cache: CacheBase | undefined, options: WatcherOptions) {
    this.#leave();
    if (!given && !cache) return;
    if (!given) checkCache(cache);
    this.#isOwn = !given;
    this.watcher = given ?? new CacheWatcher(cache as UntypedCache, options);
    this.watcher.addEventListener('change', this.#changed);
    this.watcher.addEventListener('reading', this.#read);
    if (this.#isOwn) this.watcher.start();
  }

  #leave(): void {
    const { watcher } = this;
    this.watcher = undefined;
    watcher?.removeEventListener('change', this.#changed);
    watcher?.removeEventListener('reading', this.#read);
    if (this.#isOwn) watcher?.stop();
  }

  readonly #changed = (): void => this.#host.requestUpdate();

  /** Once the host shows what was read. */
  readonly #read = async (): Promise<void> => {
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#host.dispatchEvent(new Event('reading'));
  };
}

export function checkCache(cache: unknown): void {
  const isCache = typeof (cache as UntypedCache | undefined)?.subscribe === 'function';
  expect('cache', isCache, 'a cache of createCache()', cache);
}
