/** A cache as a driver of unstorage. Nothing of unstorage is imported. */
import type { UntypedCache } from '../api/types.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';

type StorageValue = null | string | number | boolean | object;

/** The options of {@link unstorageDriver}. */
export interface UnstorageDriverOptions {
  /** Seconds that an item is kept whose call gives no `ttl`; 0 for ever. @default 0 */
  readonly ttl?: number | undefined;
}

/** The options of a call, of which the driver knows `ttl`, in seconds. */
export interface UnstorageCallOptions {
  readonly ttl?: number;
}

/** An item of `setItems`. */
export interface UnstorageItem {
  readonly key: string;
  readonly value: unknown;
  readonly options?: UnstorageCallOptions;
}

/** What {@link unstorageDriver} returns: a `Driver` of unstorage. */
export type UnstorageDriver = ReturnType<typeof unstorageDriver>;

/**
 * Makes a cache a driver of unstorage.
 *
 * Items stay for ever, whatever the default timeout of the cache, unless the call or the driver gives a
 * `ttl` in seconds. Raw items are stored as they are, not as base64. Driver calls act on this view of the
 * cache alone, `clear()` too. What fails to be read is `null`, and the cache dispatches an `error` event;
 * a write that fails rejects. `dispose()` is `close()`.
 *
 * @param cache a cache or a view on one, without a schema
 * @example
 * const storage = createStorage({ driver: unstorageDriver(createCache({ name: 'storage' })) });
 * await storage.setItem('movie', 'The Manjhi', { ttl: 30 });
 */
export function unstorageDriver(cache: UntypedCache, options: UnstorageDriverOptions = {}) {
  expect('cache', typeof cache?.namespace === 'function', 'a cache of createCache()', cache);
  checkMembers(options, 'options', ['ttl']);
  const timeout = (call?: UnstorageCallOptions) => call?.ttl || options.ttl || null;
  const getItem = async (key: string) => (await cache.get<StorageValue>(key)) ?? null;
  const setItem = (key: string, value: unknown, call?: UnstorageCallOptions) =>
    cache.set(key, value, timeout(call));
  const getKeys = (base = '') => keysWith(cache, base);

  return {
    name: 'shelflife',
    flags: { ttl: true },
    options,
    getInstance: () => cache,
    hasItem: (key: string) => cache.has(key),
    getItem,
    getItemRaw: getItem,
    async getItems(items: readonly { readonly key: string }[]) {
      const found = await cache.getMany<StorageValue>(items.map(({ key }) => key));
      return items.map(({ key }) => ({ key, value: found[key] ?? null }));
    },
    setItem,
    setItemRaw: setItem,
    async setItems(items: readonly UnstorageItem[]) {
      await Promise.all(items.map(({ key, value, options }) => setItem(key, value, options)));
    },
    async removeItem(key: string) {
      await cache.delete(key);
    },
    async getMeta(key: string) {
      const ttl = await cache.ttl(key);
      return ttl ? { ttl } : null;
    },
    getKeys,
    async clear(base?: string) {
      await cache.deleteMany(await getKeys(base));
    },
    dispose: () => cache.close(),
  };
}

async function keysWith(cache: UntypedCache, base: string): Promise<string[]> {
  const keys = [];
  for await (const key of cache.keys()) if (key.startsWith(base)) keys.push(key);
  return keys;
}
