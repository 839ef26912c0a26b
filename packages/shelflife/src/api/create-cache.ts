/** Builds a cache from its options. */
import { CacheCore } from '../core/cache-core.js';
import { toCacheError } from '../model/errors.js';
import { escapePrefix } from '../model/key.js';
import type { CacheOptions } from './cache-options.js';
import { configure } from './options.js';
import type { Cache, UntypedCache } from './types.js';
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
  const { keyPrefix, version } = configuration;
  const cache = viewsOf(core)(escapePrefix(keyPrefix), version);
  preloadSoon(core, cache);
  return cache;
}

/** After this tick, when the creator of the cache listens to its events. */
async function preloadSoon(core: CacheCore, { preload }: UntypedCache): Promise<void> {
  const { preload: wanted } = core.configuration;
  try {
    await null;
    if (wanted === true) await preload();
    else if (wanted.length > 0) await preload(wanted);
  } catch (error) {
    core.events.reportError(toCacheError(error));
  }
}
