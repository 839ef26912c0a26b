/** Builds a cache from its options. */
import { CacheCore } from '../core/cache-core.js';
import { preload } from '../core/preload.js';
import { escapePrefix } from '../model/key.js';
import { configure } from './options.js';
import type { Cache, CacheOptions } from './types.js';
import { viewsOf } from './views.js';

/**
 * Creates a cache: Django's `CACHES['default']`. Opens nothing until its first use, or for `preload`.
 *
 * Throws a `TypeError` at once on a bad option.
 *
 * @example
 * const cache = createCache<{ movie: string; roll: number }>({ name: 'enroll_cache', timeout: 60 });
 * await cache.set('movie', 'The Manjhi', 30);
 */
export function createCache(options?: CacheOptions): Cache;
export function createCache<S>(options?: CacheOptions): Cache<S>;
export function createCache(options?: CacheOptions): Cache {
  const configuration = configure(options);
  const core = new CacheCore(configuration);
  const prefix = escapePrefix(configuration.keyPrefix);
  preload(core, prefix);
  return viewsOf(core)(prefix, configuration.version);
}
