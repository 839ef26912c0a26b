/** What can be done to entries, in whatever namespace they are. */
import { createCache, memoryStore, type UntypedCache } from 'shelflife';
import { expect, test } from 'vitest';
import {
  deleteEntries,
  deleteEntry,
  setEntry,
  touchEntry,
} from '../../src/devtools/watch/actions.js';

const cacheWith = (options = {}) => createCache({ store: memoryStore(), ...options });

async function listed(cache: UntypedCache): Promise<string[]> {
  const found: string[] = [];
  for await (const { keyPrefix, key, version } of cache.entries({ all: true }))
    found.push(`${keyPrefix}:${version}:${key}`);
  return found.sort();
}

const views: Record<string, (cache: UntypedCache) => UntypedCache> = {
  'the cache itself': (cache) => cache,
  'another version': (cache) => cache.withVersion(7),
  'a namespace': (cache) => cache.namespace('a:b'),
  'nested namespaces': (cache) => cache.namespace('a').namespace('b').namespace('c'),
  'a namespace with a slash': (cache) => cache.namespace('a/b/c'),
  'a namespace that ends with a slash': (cache) => cache.namespace('a/'),
  'a slash nested in another': (cache) => cache.namespace('a').namespace('b/c'),
};

const keyFunction = (key: string, prefix: string, version: number) => `${key}@${prefix}@${version}`;

const caches = {
  'a plain cache': {},
  'a cache with a prefix': { keyPrefix: 'app/1' },
  'a cache with a key function': { keyFunction },
  'a cache with a key function and a prefix': { keyFunction, keyPrefix: 'app/1' },
};

for (const [what, options] of Object.entries(caches))
  test.each(Object.entries(views))(
    `${what}: touches and deletes an entry of %s`,
    async (_, viewOn) => {
      const cache = cacheWith(options);
      const view = viewOn(cache);
      await view.set('movie', 'RRR', 30);
      for await (const entry of cache.entries({ all: true })) {
        expect(await touchEntry(cache, entry, null)).toBe(true);
        expect(await view.ttl('movie')).toBeNull();
        expect(await deleteEntry(cache, entry)).toBe(true);
      }
      expect(await listed(cache)).toEqual([]);
    },
  );

test('of namespaces that look the same, the one that has the entry is changed', async () => {
  const cache = cacheWith();
  await cache.namespace('a').namespace('b').set('other', 1);
  await cache.namespace('a/b').set('movie', 'RRR');
  await deleteEntry(cache, { key: 'movie', keyPrefix: 'a/b', version: 1 });
  expect(await listed(cache)).toEqual(['a/b:1:other']);
});

test('an entry of a foreign prefix is out of reach, and nothing else is changed instead', async () => {
  const store = memoryStore();
  const cache = createCache({ store, keyPrefix: 'app' });
  await createCache({ store }).set('movie', 'RRR');
  await cache.set('movie', 'Dangal');
  const foreign = { key: 'movie', keyPrefix: '', version: 1 };
  await expect(deleteEntry(cache, foreign)).rejects.toThrow('out of reach');
  await expect(setEntry(cache, foreign, 'x', null)).rejects.toThrow('out of reach');
  expect(await listed(cache)).toEqual([':1:movie', 'app:1:movie']);
});

test('where a key function hides the prefix, nothing else is changed instead', async () => {
  const store = memoryStore();
  const cache = createCache({ store, keyFunction, keyPrefix: 'app' });
  await cache.namespace('other').set('movie', 'Dangal');
  const foreign = { key: 'movie', keyPrefix: 'other', version: 1 };
  await expect(deleteEntry(cache, foreign)).rejects.toThrow('out of reach');
  expect(await listed(cache)).toEqual(['app/other:1:movie']);
});

test('sets an entry in a namespace that is new', async () => {
  const cache = cacheWith();
  await setEntry(cache, { key: 'roll', keyPrefix: 'class/9', version: 2 }, 101, undefined);
  expect(await cache.namespace('class').namespace('9').get('roll', 0, { version: 2 })).toBe(101);
});

test('deletes entries of several namespaces and versions', async () => {
  const cache = cacheWith();
  await cache.setMany({ a: 1, b: 2, kept: 3 });
  await cache.namespace('n').setMany({ a: 1 });
  await cache.set('a', 1, { version: 2 });
  const entries = [
    { key: 'a', keyPrefix: '', version: 1 },
    { key: 'b', keyPrefix: '', version: 1 },
    { key: 'a', keyPrefix: 'n', version: 1 },
    { key: 'a', keyPrefix: '', version: 2 },
  ];
  expect(await deleteEntries(cache, entries)).toBe(4);
  expect(await listed(cache)).toEqual([':1:kept']);
});

test('none of it counts as a hit or a miss', async () => {
  const cache = cacheWith();
  const entry = { key: 'movie', keyPrefix: 'a/b', version: 1 };
  await setEntry(cache, entry, 'RRR', 30);
  await touchEntry(cache, entry, 60);
  await deleteEntry(cache, entry);
  expect(cache.stats()).toMatchObject({ hits: 0, misses: 0, sets: 1, deletes: 1 });
});
