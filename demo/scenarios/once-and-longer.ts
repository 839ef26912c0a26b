/** Post only if nothing is posted; renew an expiry without the value. */
import type { Cache } from 'shelflife';

export async function onceAndLonger(cache: Cache) {
  // Posted only if no offer is posted.
  await cache.add('offer', '10% OFF', 60);
  await cache.add('offer', '20% OFF', 60); // false
  const offer = await cache.get('offer');

  // Two more minutes, without sending the value again.
  await cache.touch('offer', 120); // true
  const left = await cache.ttl('offer'); // seconds
  return { offer, left };
}
