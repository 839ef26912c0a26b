/** A database that caches cull, from one tab or from several. */
import { type CacheOptions, createCache, indexedDBStore, type UntypedCache } from 'shelflife';
import { vi } from 'vitest';
import { Clock } from '../../src/testing/fixture.js';

let names = 0;

/** A name of its own, with a clock, and ways to open it. */
export function setUpCulled() {
  const name = `culled ${++names}`;
  const clock = new Clock();
  const open = (options?: CacheOptions): UntypedCache =>
    createCache({ name, store: indexedDBStore(), memory: false, now: clock.read, ...options });
  /** A cache that shares nothing but the database, as in another tab. */
  const openTab = async (options?: CacheOptions): Promise<UntypedCache> => {
    vi.resetModules();
    const tab: typeof import('shelflife') = await import('shelflife');
    const store = tab.indexedDBStore();
    return tab.createCache({ name, store, memory: false, now: clock.read, ...options });
  };
  return { name, clock, open, openTab };
}
