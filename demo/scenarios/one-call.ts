/** The same in one call, and a version of its own beside the other. */
import type { Cache } from 'shelflife';
import { load } from '../endpoints/load.ts';

export async function oneCall(cache: Cache) {
  const query = () => load('/api/movie');
  const movie = await cache.getOrSet(
    'movie',
    query,
    30,
  );

  // Version 2 of the key holds more, beside the first.
  const details = { title: movie, year: 2015 };
  await cache.getOrSet('movie', details, {
    timeout: 30,
    version: 2,
  });
  return { movie };
}
