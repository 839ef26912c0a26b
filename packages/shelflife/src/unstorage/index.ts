/** A cache as a driver of unstorage. Nothing of unstorage is imported. */
import type { UntypedCache } from '../api/types.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { UnstorageDriver, type UnstorageDriverOptions } from './driver.js';

export type {
  UnstorageCallOptions,
  UnstorageDriver,
  UnstorageDriverOptions,
  UnstorageItem,
  UnstorageMeta,
  UnstorageValue,
} from './driver.js';
export type { UnstorageWatcher } from './watch.js';

/**
 * Makes a cache a driver of unstorage.
 *
 * Items stay for ever, whatever the default timeout of the cache, unless the call or the driver gives a
 * `ttl` in seconds. Raw items are stored as they are, not as base64. All methods act on this view of the
 * cache alone, `clear()` too. What fails to be read is `null`, and the cache dispatches an `error` event;
 * a write that fails rejects. `dispose()` is `close()`.
 *
 * @param cache a cache or a view on one, without a schema
 * @example
 * const storage = createStorage({ driver: unstorageDriver(createCache({ name: 'storage' })) });
 * await storage.setItem('movie', 'The Manjhi', { ttl: 30 });
 */
export function unstorageDriver(
  cache: UntypedCache,
  options: UnstorageDriverOptions = {},
): UnstorageDriver {
  expect('cache', typeof cache?.namespace === 'function', 'a cache of createCache()', cache);
  checkMembers(options, 'options', ['ttl']);
  const { ttl = 0 } = options;
  expect('ttl', typeof ttl === 'number' && ttl >= 0, 'a number of seconds, 0 or more', ttl);
  return new UnstorageDriver(cache, { ttl });
}
