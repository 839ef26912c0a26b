/** The same by hand: get, and on a miss set and get again. */
import type { Cache } from 'shelflife';
import { load } from '../endpoints/load.ts';

export async function byHand(cache: Cache) {
  let movie = await cache.get('movie', 'has_expired');
  if (movie === 'has_expired') {
    movie = await load('/api/movie');
    await cache.set('movie', movie, 30);
    movie = await cache.get('movie');
  }
  return { movie };
}
