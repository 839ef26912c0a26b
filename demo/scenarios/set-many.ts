/** Many at once: one transaction to write them, one to read them. */
import type { Cache } from 'shelflife';

export async function setMany(cache: Cache) {
  const data = { name: 'Sonam', roll: 101 };
  await cache.setMany(data, 30); // none failed: []
  return await cache.getMany(Object.keys(data));
}
