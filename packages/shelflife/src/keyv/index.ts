/** A cache as a storage adapter of Keyv 6. Nothing of Keyv is imported. */
import type { UntypedCache } from '../api/types.js';
import { expect } from '../model/errors.js';
import { KeyvAdapter } from './adapter.js';

export type { KeyvAdapter, KeyvStorageEntry } from './adapter.js';

/**
 * Makes a cache the storage of a Keyv 6.
 *
 * Entries expire as Keyv says, to the millisecond; without a TTL they stay for ever, whatever the default
 * timeout of the cache. A Keyv's `namespace` is a namespace of the cache. Without one, Keyv's `clear()` is
 * the cache's `clear()`. What fails to be read is a miss, and the cache dispatches an `error` event; a write
 * that fails rejects. `disconnect()` is `close()`.
 *
 * @param cache a cache or a view on one, without a schema
 * @example
 * const keyv = new Keyv({ store: keyvAdapter(createCache({ name: 'keyv' })) });
 * await keyv.set('movie', 'The Manjhi', 30_000);
 */
export function keyvAdapter(cache: UntypedCache): KeyvAdapter {
  expect('cache', typeof cache?.namespace === 'function', 'a cache of createCache()', cache);
  return new KeyvAdapter(cache);
}
