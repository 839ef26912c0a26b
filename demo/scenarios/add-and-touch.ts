/** Post only if nothing is posted; renew an expiry without the value. */
import type { Cache } from 'shelflife';

export async function addAndTouch(cache: Cache) {
  // Posted only if no offer is posted.
  await cache.add('offer', '10% OFF', 60);
  await cache.add('offer', '20% OFF', 60); // false
  const offer = await cache.get('offer');

  await cache.set('movie', 'The Manjhi', 30);
  await cache.touch('movie', 120); // true
  const left = await cache.ttl('movie'); // seconds
  return { offer, left };
}
