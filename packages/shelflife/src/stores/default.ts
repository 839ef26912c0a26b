/** The store of a cache that names none: IndexedDB; memory in browsers without it; nothing on servers. */

import type { Store } from '../model/store.js';
import { isBrowser, mustKeepNothing } from '../platform/environment.js';
import { openIndexedDB } from './indexeddb/store.js';
import { memoryStore } from './memory.js';
import { nullStore } from './null.js';

/** Shared by the caches of a page, as the database would be. */
let pageMemory: Store | undefined;

/** @param hasOpened the database has worked before, so that memory must not replace it */
export function defaultStore(hasOpened = false): Store {
  const past = { hasOpened };
  return {
    open(settings) {
      if (mustKeepNothing()) return nullStore().open(settings);
      return openIndexedDB(settings, undefined, substitute(), past);
    },
  };
}

/** Outside a browser memory would be shared by all users, also where a polyfill of IndexedDB fails. */
function substitute(): Store {
  if (!isBrowser()) return nullStore();
  pageMemory ??= memoryStore();
  return pageMemory;
}
