/** Everything gone, and the connection closed until the next call. */
import type { Cache } from 'shelflife';

export async function clearAndClose(cache: Cache) {
  await cache.set('movie', 'The Manjhi', 30);
  await cache.clear(); // every version and prefix
  const movie = await cache.get('movie');
  await cache.close(); // the next call reopens it
  return movie;
}
