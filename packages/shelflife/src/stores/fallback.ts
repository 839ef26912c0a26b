/** The store that a cache has by default: IndexedDB, and memory where that cannot be had. */
import { keepTrying } from '../background.js';
import { CacheError } from '../errors.js';
import type { Outcome } from '../operation.js';
import type { Backend } from '../types.js';
import { indexedDBStore } from './indexeddb/store.js';
import { memoryStore } from './memory.js';
import { nullStore } from './null.js';
import type { Batch, Scope, Store, StoreSession, StoreSettings } from './store.js';

const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 300_000;

let pageMemory: Store | undefined;

/**
 * IndexedDB where there is one; on a server nothing, as a memory that all requests share would hand
 * one user's entry to the next.
 */
export function defaultStore(): Store {
  return {
    open: (settings) => (isServer() ? nullStore() : withFallback(indexedDBStore())).open(settings),
  };
}

/** `primary`, and the page's memory while it cannot be had from the start. */
export function withFallback(primary: Store): Store {
  return {
    open(settings) {
      pageMemory ??= memoryStore();
      return new FallbackSession(primary.open(settings), pageMemory.open(settings), settings);
    },
  };
}

function isServer(): boolean {
  const scope = globalThis as { WorkerGlobalScope?: unknown; document?: unknown };
  return !scope.document && !scope.WorkerGlobalScope && !hasIndexedDB();
}

/** In a frame that may not have it the getter throws. */
function hasIndexedDB(): boolean {
  try {
    return Boolean(globalThis.indexedDB);
  } catch {
    return true;
  }
}

class FallbackSession implements StoreSession {
  readonly #primary: StoreSession;
  readonly #memory: StoreSession;
  readonly #settings: StoreSettings;
  #degraded = false;
  #stopRetrying = () => {};

  constructor(primary: StoreSession, memory: StoreSession, settings: StoreSettings) {
    this.#primary = primary;
    this.#memory = memory;
    this.#settings = settings;
  }

  get backend(): Backend | undefined {
    return this.#degraded ? this.#memory.backend : this.#primary.backend;
  }

  execute(batch: Batch): Promise<Outcome[]> {
    return this.#do((session) => session.execute(batch));
  }

  keys(scope: Scope): Promise<string[]> {
    return this.#do((session) => session.keys(scope));
  }

  async close(): Promise<void> {
    this.#stopRetrying();
    await Promise.all([this.#primary.close(), this.#memory.close()]);
  }

  async destroy(): Promise<void> {
    this.#stopRetrying();
    await this.#do((session) => session.destroy());
    await this.close();
  }

  async #do<T>(work: (session: StoreSession) => Promise<T>): Promise<T> {
    if (this.#degraded) return work(this.#memory);
    try {
      return await work(this.#primary);
    } catch (error) {
      // What has once worked is the truth: a memory beside it would be a second one.
      if (this.#primary.backend !== undefined) throw error;
      this.#degrade(error);
      return work(this.#memory);
    }
  }

  #degrade(error: unknown): void {
    if (this.#degraded) return;
    this.#degraded = true;
    const cause =
      error instanceof CacheError ? error : new CacheError('unavailable', String(error));
    this.#settings.listener.degraded(cause);
    this.#stopRetrying = keepTrying(FIRST_RETRY, LONGEST_RETRY, () => this.#retry());
  }

  async #retry(): Promise<void> {
    const { now, listener } = this.#settings;
    await this.#primary.execute({ now: now(), operations: [{ type: 'has', key: ':' }] });
    this.#degraded = false;
    await this.#memory.execute({ now: now(), operations: [{ type: 'clear' }] });
    listener.changed({ all: true });
    listener.restored();
  }
}
