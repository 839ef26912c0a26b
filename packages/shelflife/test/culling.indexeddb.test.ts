/** Culls of a database: in slices to their end, and one at a time. */
import 'fake-indexeddb/auto';
import { createCache } from 'shelflife';
import { expect, test, vi } from 'vitest';
import { all } from '../src/testing/bench.js';

const MANY = 1_200;

test('a cull of more than a slice goes on to its end, and is not begun again meanwhile', async () => {
  const name = 'culled';
  const unbound = createCache({ name, maxEntries: null, memory: false });
  await unbound.setMany(Array.from({ length: MANY }, (_, n) => [`k${n}`, n] as const));
  const counts = vi.spyOn(IDBObjectStore.prototype, 'count');
  const cache = createCache({ name, maxEntries: 100, cullFrequency: 0, memory: false });
  const young = ['a', 'b', 'c', 'd'];
  await cache.setMany(Object.fromEntries(young.map((key) => [key, key])));
  for (const key of young) await cache.set(`${key} meanwhile`, key);
  await expect.poll(async () => (await all(cache.keys())).length, { timeout: 10_000 }).toBe(8);
  // Once for each slice of a cull, and not for each write.
  expect(counts.mock.calls.length).toBeLessThanOrEqual(Math.ceil(MANY / 500) + 1);
  await cache.destroy();
}, 20_000);
