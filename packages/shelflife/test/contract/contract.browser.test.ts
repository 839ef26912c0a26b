/** The public contract, in a real browser. */
import { createCache, indexedDBStore } from 'shelflife';
import { expect, test } from 'vitest';
import { contractOfStores } from '../support/stores.js';

contractOfStores();

/** What `structuredClone` takes and the database refuses, in the midst of a transaction. */
function frame(): unknown {
  const size = { codedWidth: 1, codedHeight: 1 };
  return new VideoFrame(new Uint8Array(4), { format: 'RGBA', ...size, timestamp: 0 });
}

test('a value that only the database refuses fails alone among concurrent sets', async () => {
  const cache = createCache({ name: 'frames', store: indexedDBStore() });
  await cache.set('bad', 'stale');
  const settled = await Promise.allSettled([
    cache.set('a', 1),
    cache.set('bad', frame()),
    cache.set('b', 2),
  ]);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((settled[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'data', key: 'bad' });
  expect({ ...(await cache.getMany(['a', 'bad', 'b'])) }).toEqual({ a: 1, b: 2 });
  await cache.destroy();
});

test('a value that only the database refuses is named by setMany', async () => {
  const cache = createCache({ name: 'frames', store: indexedDBStore() });
  const errors: unknown[] = [];
  cache.addEventListener('error', ({ error }) => errors.push(error));
  await cache.set('bad', 'stale');
  expect(await cache.setMany({ a: 1, bad: frame(), b: 2 })).toEqual(['bad']);
  expect({ ...(await cache.getMany(['a', 'bad', 'b'])) }).toEqual({ a: 1, b: 2 });
  expect(errors).toMatchObject([{ code: 'data', key: 'bad', cause: { name: 'DataCloneError' } }]);
  await cache.destroy();
});

test('without a store a cache lives in IndexedDB, under the name that DevTools shows', async () => {
  const cache = createCache({ name: 'enroll_cache' });
  expect(cache.backend).toBe(undefined);
  await cache.set('movie', 'The Manjhi', 30);
  expect(cache.backend).toBe('indexeddb');
  const names = (await indexedDB.databases()).map(({ name }) => name);
  expect(names).toContain('shelflife/2/enroll_cache');
  await cache.destroy();
});
