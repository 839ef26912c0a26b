/** Deletes say whether anything was there. */
import type { Cache } from 'shelflife';

export async function deleteThem(cache: Cache) {
  const fees = { timeout: 30, version: 2 };
  await cache.setMany(
    { name: 'Sonam', roll: 101 },
    30,
  );
  await cache.set('fees', 4200, fees);

  await cache.delete('roll'); // true
  await cache.delete('fees', { version: 2 }); // true
  // 1: the name; the roll is gone already.
  return await cache.deleteMany(['name', 'roll']);
}
