/** The long code: get, and on a miss set and get again. */
import type { Cache } from 'shelflife';

export async function longCode(cache: Cache) {
  let movie = await cache.get('movie', 'has_expired');
  if (movie === 'has_expired') {
    await cache.set('movie', 'The Manjhi', 30);
    movie = await cache.get('movie');
  }
  return { movie };
}
