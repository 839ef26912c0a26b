/** What the components of a page know of one key: its value as far as it has come, and whether it is on its way. */
import type { Loader, LoadOptions } from '../api/loader-types.js';
import type { UntypedCache } from '../api/types.js';
import { later } from '../platform/timers.js';
import { share } from './share.js';
import { fulfilled, rejected, type Thenable } from './thenable.js';

/** What a component sees. Immutable: a change is another object. */
export interface Snapshot<V = unknown> {
  /** The value; `undefined` while there is none. */
  readonly data: V | undefined;
  /** Why the last load failed, else `undefined`. A value from before stays in `data`. */
  readonly error: unknown;
  /** Whether the first value is on its way. */
  readonly isLoading: boolean;
  /** Whether `data` has expired, was removed or is being refreshed. */
  readonly isStale: boolean;
}

/** What to read, and how to load it if it is missing. Without a loader it is only read. */
export interface Source {
  /** The hook that reads. Each has resources of its own: a component that suspends cannot say that it still waits. */
  readonly hook: 'useCached' | 'useCachedSuspense' | 'useCacheValue';
  readonly cache: UntypedCache;
  readonly key: string;
  readonly version: number | undefined;
  readonly loader: Loader<unknown> | undefined;
  readonly options: LoadOptions;
}

/** Nothing is known yet. */
export const LOADING: Snapshot = {
  data: undefined,
  error: undefined,
  isLoading: true,
  isStale: false,
};

/** Ms for which a value is kept that no component has used yet: one that suspends does so later. */
const UNUSED = 30_000;

/** Ms for which an error is kept that no component has used: React renders again before it shows one. */
const UNUSED_ERROR = 1000;

const NONE = Symbol('none');

export class Resource {
  snapshot = LOADING;
  /** For `use()`: the value or error of the snapshot, pending while it is loading. */
  promise: Thenable;
  /** How to load: as the latest component says. */
  source: Source;
  readonly #onUnused: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #controller = new AbortController();
  #settlePromise = (_: Thenable) => {};
  #unsubscribe: (() => void) | undefined;
  #stopTimer = () => {};
  #hasValue = false;
  #wasUsed = false;
  /** Numbers the reads: only the latest one counts. */
  #latest = 0;
  #isReading = false;
  /** Whether the key has changed since the read under way began. */
  #isOutdated = false;

  /** @param onUnused called when no component uses it any more */
  constructor(source: Source, onUnused: () => void) {
    this.source = source;
    this.#onUnused = onUnused;
    this.promise = this.#pending();
    const held = this.#peek(!!source.loader);
    if (held !== NONE) this.#showValue(held);
    this.#leaveLater();
  }

  /** Loads for a component from here on, until it calls the function that is returned. */
  subscribe(listener: () => void): () => void {
    this.#wasUsed = true;
    this.#stopTimer();
    this.#listeners.add(listener);
    this.start();
    return () => {
      this.#listeners.delete(listener);
      // A component in strict mode subscribes again at once.
      if (this.#listeners.size === 0) this.#stopTimer = later(0, () => this.#leave());
    };
  }

  /** Reads the value, and again when it changes. */
  start(): void {
    if (this.#unsubscribe) return;
    const { cache, key, version } = this.source;
    this.#unsubscribe = cache.subscribe(key, () => this.#changed(), { version });
    this.#changed();
  }

  /** Loads anew, even if a live value is there. */
  refresh(): Promise<void> {
    this.start();
    this.#show(this.#hasValue ? { ...this.snapshot, isStale: true } : LOADING);
    return this.#read(() => this.#load({ fresh: true }));
  }

  #changed(): void {
    const held = this.#peek(false);
    if (held !== NONE) this.#showValue(held);
    else if (this.#isReading) this.#isOutdated = true;
    else this.#read(() => this.#find());
  }

  /** Shows what a read gives, unless another one began meanwhile. Never rejects. */
  async #read(find: () => Promise<unknown>): Promise<void> {
    const read = ++this.#latest;
    const isCurrent = () => read === this.#latest && !this.#controller.signal.aborted;
    this.#isReading = true;
    this.#isOutdated = false;
    try {
      const value = await find();
      if (isCurrent()) this.#showValue(value);
    } catch (error) {
      if (isCurrent()) this.#showError(error);
    }
    if (!isCurrent()) return;
    this.#isReading = false;
    if (this.#isOutdated) this.#changed();
    else if (!this.#wasUsed) this.#leaveLater();
  }

  /** The value that is there. If there is none, it is loaded, and the value from before is stale. */
  async #find(): Promise<unknown> {
    const { cache, key, version, loader } = this.source;
    if (loader && !this.#hasValue) return this.#load();
    const read = this.#latest;
    const found = await cache.get<unknown, typeof NONE>(key, NONE, { version });
    if (found !== NONE) return found;
    if (!loader) return undefined;
    if (read === this.#latest) this.#show({ ...this.snapshot, isStale: true });
    return this.#load();
  }

  async #load(how: LoadOptions = {}): Promise<unknown> {
    const { cache, key, loader, options } = this.source;
    const { signal } = this.#controller;
    return cache.getOrSet(key, loader!, { ...options, ...how, signal } as LoadOptions);
  }

  #peek(stale: boolean): unknown {
    const { cache, key, version } = this.source;
    return cache.peek<unknown, typeof NONE>(key, NONE, { version, stale });
  }

  #showValue(value: unknown): void {
    this.#hasValue = true;
    const data = share(this.snapshot.data, value);
    const isStale = this.#peek(false) === NONE && this.#peek(true) !== NONE;
    this.#show({ data, error: undefined, isLoading: false, isStale });
  }

  #showError(error: unknown): void {
    const isStale = this.#hasValue && this.#peek(false) === NONE;
    this.#show({ ...this.snapshot, error, isLoading: false, isStale });
  }

  #show(next: Snapshot): void {
    const shown = share(this.snapshot, next);
    if (shown === this.snapshot) return;
    this.snapshot = shown;
    this.#updatePromise();
    for (const listener of [...this.#listeners]) listener();
  }

  #updatePromise(): void {
    const { data, error, isLoading } = this.snapshot;
    const { promise } = this;
    if (isLoading) this.promise = promise.status ? this.#pending() : promise;
    else if (!this.#hasValue) this.promise = rejected(error);
    else if (promise.status !== 'fulfilled' || !Object.is(promise.value, data))
      this.promise = fulfilled(data);
    if (!isLoading) this.#settlePromise(this.promise);
  }

  #pending(): Thenable {
    const promise = new Promise((resolve) => {
      this.#settlePromise = resolve;
    });
    promise.catch(() => {});
    return promise;
  }

  #leaveLater(): void {
    this.#stopTimer();
    const isError = !this.snapshot.isLoading && !this.#hasValue;
    this.#stopTimer = later(isError ? UNUSED_ERROR : UNUSED, () => {
      if (!this.#isReading) this.#leave();
    });
  }

  #leave(): void {
    this.#unsubscribe?.();
    this.#controller.abort(new DOMException('No component uses it any more', 'AbortError'));
    this.#onUnused();
  }
}
