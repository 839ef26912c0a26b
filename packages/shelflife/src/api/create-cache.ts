/** Builds a cache from its options. */
import { Engine } from '../core/cache-core.js';
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
  const { version, preload: wanted } = configuration;
  const engine = new Engine(configuration);
  const prefix = escapePrefix(configuration.keyPrefix);
  preload(engine, wanted, prefix, version);
  return viewsOf(engine)(prefix, version);
}
