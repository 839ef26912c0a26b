/** The store that a cache has by default: IndexedDB, and memory where that cannot be had. */
import { openIndexedDB } from './indexeddb/store.js';
import { memoryStore } from './memory.js';
import { nullStore } from './null.js';
import type { Store } from './store.js';

/** Shared by the caches of a page, as the database would be. */
let pageMemory: Store | undefined;

/**
 * IndexedDB where there is one; on a server nothing, as a memory that all requests share would hand
 * one user's entry to the next.
 *
 * @param hasOpened what has once worked is the truth, and memory no substitute for it any more
 */
export function defaultStore(hasOpened = false): Store {
  const past = { hasOpened };
  return {
    open(settings) {
      if (isServer()) return nullStore().open(settings);
      pageMemory ??= memoryStore();
      return openIndexedDB(settings, undefined, pageMemory, past);
    },
  };
}

function isServer(): boolean {
  const { document, WorkerGlobalScope } = globalThis as {
    document?: unknown;
    WorkerGlobalScope?: unknown;
  };
  // Asked last: in a frame that may not have it the getter throws.
  return !document && !WorkerGlobalScope && !globalThis.indexedDB;
}
