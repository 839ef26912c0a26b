/** What components know of one key: its value as far as it has come, and whether it is on its way. */
import type { Loader, LoadOptions } from '../api/loader-types.js';
import type { UntypedCache } from '../api/types.js';
import { share } from './share.js';

/** What a component sees. Immutable: a change is another object. */
export interface Snapshot<V = unknown> {
  /** The value; `undefined` while there is none. */
  readonly data: V | undefined;
  /** Why the last load failed. A value from before stays in `data`. */
  readonly error: unknown;
  /** Whether the first value is on its way. */
  readonly isLoading: boolean;
  /** Whether `data` has expired or was changed elsewhere, and is being renewed. */
  readonly isStale: boolean;
}

/** What to read, and how to load it if it is missing. Without a loader it is only read. */
export interface Source {
  readonly cache: UntypedCache;
  readonly key: string;
  readonly version: number | undefined;
  readonly loader: Loader<unknown> | undefined;
  readonly options: LoadOptions;
}

/** Nothing is known yet. Also what a server renders. */
export const LOADING: Snapshot = {
  data: undefined,
  error: undefined,
  isLoading: true,
  isStale: false,
};

/** Ms for which a resource that nobody uses is kept: a suspended component has not subscribed yet. */
const UNUSED = 30_000;

export class Resource {
  snapshot: Snapshot = LOADING;
  /** Settles as the first load does. React reads its `status`. */
  promise: Promise<unknown>;
  /** The latest source: a component may render with another loader. */
  source: Source;
  readonly #listeners = new Set<() => void>();
  readonly #onUnused: () => void;
  #settleFirst: { resolve: (value: unknown) => void; reject: (error: unknown) => void } | undefined;
  #unsubscribe: (() => void) | undefined;
  #controller: AbortController | undefined;
  #unusedTimer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the key has changed while it was read. */
  #isOutdated = false;

  /** @param onUnused called once no component has used it for a while */
  constructor(source: Source, onUnused: () => void) {
    this.source = source;
    this.#onUnused = onUnused;
    this.promise = new Promise((resolve, reject) => {
      this.#settleFirst = { resolve, reject };
    });
    this.promise.catch(() => {});
    const held = this.#peek(false);
    if (held !== NONE) this.#show({ ...LOADING, data: held, isLoading: false });
    this.#scheduleUnused();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    clearTimeout(this.#unusedTimer);
    this.#listeners.add(listener);
    const { cache, key, version } = this.source;
    this.#unsubscribe ??= cache.subscribe(key, () => this.read(), { version });
    this.read();
    return () => {
      this.#listeners.delete(listener);
      // A component in strict mode subscribes again at once.
      if (this.#listeners.size === 0) setTimeout(() => this.#leaveIfUnused());
    };
  };

  /** Reads the value again, and loads it if it is missing. */
  read(how: LoadOptions = {}): Promise<void> {
    if (this.#controller && !how.fresh) {
      this.#isOutdated = true;
      return Promise.resolve();
    }
    return this.#read(how);
  }

  async #read(how: LoadOptions): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    const hasData = this.snapshot.data !== undefined;
    if (how.fresh && hasData) this.#show({ ...this.snapshot, isStale: true });
    try {
      const data = await this.#get({ ...how, signal: controller.signal });
      if (this.#controller === controller) this.#arrived(data);
    } catch (error) {
      if (this.#controller === controller && !controller.signal.aborted)
        this.#show({ ...this.snapshot, error, isLoading: false, isStale: false });
    } finally {
      if (this.#controller === controller) this.#controller = undefined;
    }
    if (!this.#isOutdated || this.#controller) return;
    this.#isOutdated = false;
    await this.#read({});
  }

  #get(how: LoadOptions): Promise<unknown> {
    const { cache, key, version, loader, options } = this.source;
    if (!loader) return cache.get(key, undefined, { version });
    return cache.getOrSet(key, loader, { ...options, ...how } as LoadOptions);
  }

  #arrived(data: unknown): void {
    const isStale = this.#peek(false) === NONE && this.#peek(true) !== NONE;
    this.#show({ data, error: undefined, isLoading: false, isStale });
  }

  #peek(stale: boolean): unknown {
    const { cache, key, version } = this.source;
    return cache.peek<unknown, typeof NONE>(key, NONE, { version, stale });
  }

  #show(next: Snapshot): void {
    const data = share(this.snapshot.data, next.data);
    const shown = share(this.snapshot, { ...next, data });
    if (shown === this.snapshot) return;
    this.snapshot = shown;
    this.#updatePromise();
    for (const listener of [...this.#listeners]) listener();
  }

  #updatePromise(): void {
    const { data, error, isLoading } = this.snapshot;
    if (isLoading) return;
    const hasFailed = error !== undefined && data === undefined;
    const settled = hasFailed
      ? Object.assign(Promise.reject(error), { status: 'rejected', reason: error })
      : Object.assign(Promise.resolve(data), { status: 'fulfilled', value: data });
    settled.catch(() => {});
    if (hasFailed) this.#settleFirst?.reject(error);
    else this.#settleFirst?.resolve(data);
    this.#settleFirst = undefined;
    this.promise = settled;
  }

  #leaveIfUnused(): void {
    if (this.#listeners.size > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#controller?.abort(new DOMException('No component wants it any more', 'AbortError'));
    this.#controller = undefined;
    this.#onUnused();
  }

  #scheduleUnused(): void {
    this.#unusedTimer = setTimeout(() => this.#leaveIfUnused(), UNUSED);
    (this.#unusedTimer as { unref?: () => void }).unref?.();
  }
}

const NONE = Symbol('none');
