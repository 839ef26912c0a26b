/** Counters: atomic across tabs, and an error where there is nothing to count. */
import type { Cache } from 'shelflife';

export async function counters(cache: Cache) {
  await cache.set('roll', 101, 600);
  await cache.decr('roll'); // 100
  await cache.incr('roll', 3); // 103

  // A visitor counter: starts once, never expires.
  await cache.add('views', 0, null);
  await cache.incr('views');

  // Nobody has set this one: KeyNotFoundError.
  return await cache.incr('likes');
}
