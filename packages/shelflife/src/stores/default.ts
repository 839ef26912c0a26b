/**
 * The store of a cache without a `store` option: IndexedDB, or memory in browsers without it, or nothing on
 * servers.
 */

import type { Store } from '../model/store.js';
import { isBrowser, mustKeepNothing } from '../platform/environment.js';
import { failover } from './failover.js';
import { openIndexedDB } from './indexeddb/store.js';
import { memoryStore } from './memory.js';
import { nullStore } from './null.js';

/** Shared by the caches of a page, as the database would be. */
let pageMemory: Store | undefined;

/** @param hasOpened whether the database has worked before, so that memory must not replace it */
export function defaultStore(hasOpened = false): Store {
  const past = { hasOpened };
  const database = failover(
    (settings) => openIndexedDB(settings, undefined, past),
    // After the database has worked, it is authoritative, and a copy in memory would diverge from it.
    () => (past.hasOpened ? undefined : substitute()),
  );
  return {
    open: (settings) => (mustKeepNothing() ? nullStore() : database).open(settings),
  };
}

/**
 * Outside a browser all users would share memory. So nothing is kept there, even if an IndexedDB polyfill
 * fails.
 */
function substitute(): Store {
  if (!isBrowser()) return nullStore();
  pageMemory ??= memoryStore();
  return pageMemory;
}
