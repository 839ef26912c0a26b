/** The short code: one call, and a version of its own beside the other. */
import type { Cache } from 'shelflife';

export async function shortCode(cache: Cache) {
  // Lives beside version 1, which is left alone.
  const movie = await cache.getOrSet('movie', 2000, {
    timeout: 30,
    version: 2,
  });
  return { movie };
}
