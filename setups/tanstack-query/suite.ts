/** What TanStack Query asks of a persister's storage, its own suite restated, and what this one promises besides. */
import 'fake-indexeddb/auto';
import {
  hashKey,
  notifyManager,
  QueryClient,
  type QueryKey,
  QueryObserver,
} from '@tanstack/query-core';
import {
  experimental_createQueryPersister,
  type PersistedQuery,
  type StoragePersisterOptions,
} from '@tanstack/query-persist-client-core';
import { createCache, indexedDBStore, memoryStore, type UntypedCache } from 'shelflife';
import { type QueryPersisterSettings, queryPersisterOptions } from 'shelflife/tanstack-query';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const stores = { memory: memoryStore, IndexedDB: indexedDBStore };
const DAY = 24 * 3600_000;
let count = 0;

const keyOf = (queryKey: QueryKey) => `tanstack-query-${hashKey(queryKey)}`;

/** Resolves once what TanStack Query has put off is done. */
const settled = () => new Promise<void>((resolve) => notifyManager.schedule(resolve));

type Others = Pick<StoragePersisterOptions, 'filters' | 'refetchOnRestore'>;

/** A page of an app: a client of its own, and a persister over the cache. */
function openPage(cache: UntypedCache, settings?: QueryPersisterSettings, others: Others = {}) {
  const options = queryPersisterOptions<PersistedQuery>(cache, settings);
  const persister = experimental_createQueryPersister({ ...options, ...others });
  const queries = { persister: persister.persisterFn, staleTime: DAY };
  const client = new QueryClient({ defaultOptions: { queries } });
  const fetchQuery = async (queryKey: QueryKey, queryFn: () => unknown, staleTime = DAY) => {
    const data = await client.fetchQuery({ queryKey, queryFn, staleTime });
    await settled();
    return data;
  };
  return { client, persister, fetchQuery };
}

/** The data that a component shows, up to the one that is waited for. */
function shownUntil(client: QueryClient, queryKey: QueryKey, last: string, staleTime: number) {
  const observer = new QueryObserver(client, { queryKey, queryFn: () => last, staleTime });
  return new Promise<unknown[]>((resolve) => {
    const shown: unknown[] = [];
    const end = observer.subscribe(({ data }) => {
      if (data !== undefined && data !== shown.at(-1)) shown.push(data);
      if (data === last) resolve(shown);
      if (data === last) end();
    });
  });
}

/** The keys that are there. */
async function keysIn(cache: UntypedCache): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of cache.keys()) keys.push(key);
  return keys;
}

const never = () => {
  throw new Error('must not be fetched');
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe.each(Object.entries(stores))('TanStack Query on %s', (name, newStore) => {
  const newCache = () =>
    createCache({ name: `${name}-${count++}`, store: newStore(), now: () => Date.now() });

  async function cacheWith(...keys: QueryKey[]): Promise<UntypedCache> {
    const cache = newCache();
    const { fetchQuery } = openPage(cache);
    for (const key of keys) await fetchQuery(key, () => key.join(' '));
    await cache.flush();
    return cache;
  }

  describe('a query', () => {
    test('is fetched where nothing is stored, and then stored', async () => {
      const cache = newCache();
      expect(await openPage(cache).fetchQuery(['courses'], () => ['Maths'])).toEqual(['Maths']);
      expect(await cache.get(keyOf(['courses']))).toMatchObject({
        buster: '',
        queryHash: '["courses"]',
        queryKey: ['courses'],
        state: { data: ['Maths'], status: 'success', dataUpdatedAt: Date.now() },
      });
    });

    test('is restored with the time of its data, and not fetched while it is fresh', async () => {
      const cache = await cacheWith(['courses']);
      const updated = Date.now();
      later(60_000);
      const { client, fetchQuery } = openPage(cache);
      expect(await fetchQuery(['courses'], never)).toBe('courses');
      expect(client.getQueryState(['courses'])).toMatchObject({ dataUpdatedAt: updated });
    });

    test('is restored, then fetched again, if it is stale', async () => {
      const cache = await cacheWith(['courses']);
      later(60_000);
      const { client } = openPage(cache);
      const shown = await shownUntil(client, ['courses'], 'new', 30_000);
      expect(shown).toEqual(['courses', 'new']);
    });

    test("is fetched again, though it is fresh, if refetchOnRestore is 'always'", async () => {
      const cache = await cacheWith(['courses']);
      const { client } = openPage(cache, {}, { refetchOnRestore: 'always' });
      expect(await shownUntil(client, ['courses'], 'new', DAY)).toEqual(['courses', 'new']);
    });

    test('is not fetched again, though it is stale, if refetchOnRestore is false', async () => {
      const cache = await cacheWith(['courses']);
      later(60_000);
      const { client } = openPage(cache, {}, { refetchOnRestore: false });
      expect(await shownUntil(client, ['courses'], 'courses', 0)).toEqual(['courses']);
      await settled();
      expect(client.getQueryState(['courses'])).toMatchObject({
        fetchStatus: 'idle',
        dataUpdateCount: 1,
      });
    });

    test('that has data is not restored', async () => {
      const cache = await cacheWith(['courses']);
      const { client, fetchQuery } = openPage(cache);
      client.setQueryData(['courses'], 'set');
      later(60_000);
      expect(await fetchQuery(['courses'], () => 'fetched', 0)).toBe('fetched');
    });

    test('that the filters leave out is neither restored nor stored', async () => {
      const cache = await cacheWith(['courses']);
      const others = { filters: { queryKey: ['movies'] } };
      const { fetchQuery } = openPage(cache, {}, others);
      expect(await fetchQuery(['courses'], () => 'fetched')).toBe('fetched');
      expect(await fetchQuery(['songs'], () => 'fetched')).toBe('fetched');
      expect(await cache.has(keyOf(['songs']))).toBe(false);
    });

    test('is fetched, and the entry removed, where the entry cannot be read', async () => {
      const cache = newCache();
      await cache.set(keyOf(['courses']), 'no query');
      const { persister } = openPage(cache);
      expect(await persister.retrieveQuery(hashKey(['courses']))).toBeUndefined();
      expect(await cache.has(keyOf(['courses']))).toBe(false);
    });

    test('keeps a Date and a Map in its data', async () => {
      const cache = newCache();
      const data = { day: new Date(0), seats: new Map([['A1', 'Sonam']]) };
      await openPage(cache).fetchQuery(['show'], () => data);
      expect(await openPage(cache).fetchQuery(['show'], never)).toEqual(data);
    });
  });

  describe('maxAge', () => {
    test('bounds how long a query is restored, counted from the last update of its data', async () => {
      const cache = newCache();
      const settings = { maxAge: 60_000 };
      await openPage(cache, settings).fetchQuery(['courses'], () => 'old');
      later(59_999);
      expect(await openPage(cache, settings).fetchQuery(['courses'], never)).toBe('old');
      later(1);
      expect(await openPage(cache, settings).fetchQuery(['courses'], () => 'new')).toBe('new');
    });

    test('removes entries without persisterGc()', async () => {
      const cache = await cacheWith(['courses']);
      expect(await cache.ttl(keyOf(['courses']))).toBe(24 * 3600);
      later(DAY);
      expect(await cache.has(keyOf(['courses']))).toBe(false);
    });

    test('of Infinity keeps them for ever', async () => {
      const cache = newCache();
      await openPage(cache, { maxAge: Infinity }).fetchQuery(['courses'], () => 'old');
      expect(await cache.ttl(keyOf(['courses']))).toBe(null);
    });

    test('a query without data is not stored', async () => {
      const cache = newCache();
      const { client, persister } = openPage(cache);
      client.getQueryCache().build(client, { queryKey: ['courses'] });
      await persister.persistQueryByKey(['courses'], client);
      expect(await cache.has(keyOf(['courses']))).toBe(false);
    });
  });

  describe('buster', () => {
    test('a number is the version of the entries: those of others are left alone', async () => {
      const cache = await cacheWith(['courses']);
      const two = openPage(cache, { buster: 2 });
      expect(await two.fetchQuery(['courses'], () => 'two')).toBe('two');
      expect(await openPage(cache).fetchQuery(['courses'], never)).toBe('courses');
      const page = openPage(cache.withVersion(2));
      expect(await page.fetchQuery(['courses'], never)).toBe('two');
    });

    test("a text is TanStack Query's: an entry of another is removed when it is read", async () => {
      const cache = await cacheWith(['courses']);
      const two = openPage(cache, { buster: 'two' });
      expect(await two.fetchQuery(['courses'], () => 'two')).toBe('two');
      expect(await two.persister.retrieveQuery(hashKey(['courses']))).toBe('two');
      await openPage(cache).persister.persisterGc();
      expect(await cache.has(keyOf(['courses']))).toBe(false);
    });
  });

  describe('many queries', () => {
    const keys: QueryKey[] = [['courses', 1], ['courses', 2], ['movies']];
    const filters: [filter: object, expected: string[]][] = [
      [{}, ['courses 1', 'courses 2', 'movies']],
      [{ queryKey: ['courses'] }, ['courses 1', 'courses 2']],
      [{ queryKey: ['courses'], exact: true }, []],
      [{ queryKey: ['courses', 1], exact: true }, ['courses 1']],
      [{ queryKey: ['songs'] }, []],
    ];

    test.each(filters)('are restored by %o', async (filter, expected) => {
      const cache = await cacheWith(...keys);
      await cache.set('other', 'entry');
      const { client, persister } = openPage(cache);
      await persister.restoreQueries(client, filter);
      const found = client.getQueryCache().getAll();
      expect(found.map(({ state }) => state.data).sort()).toEqual(expected);
    });

    test.each(filters)('are removed by %o', async (filter, expected) => {
      const cache = await cacheWith(...keys);
      await cache.set('other', 'entry');
      await openPage(cache).persister.removeQueries(filter);
      expect(await keysIn(cache)).toHaveLength(keys.length + 1 - expected.length);
    });

    test('are read without the other entries of the cache', async () => {
      const cache = await cacheWith(['movies']);
      await cache.set('other', 'entry');
      expect(await queryPersisterOptions(cache).storage.entries()).toMatchObject([
        [keyOf(['movies']), { queryKey: ['movies'] }],
      ]);
    });

    test('two prefixes are two sets', async () => {
      const cache = await cacheWith(...keys);
      const { client, persister } = openPage(cache, { prefix: 'admin' });
      await persister.restoreQueries(client);
      expect(client.getQueryCache().getAll()).toEqual([]);
    });
  });

  describe('what cannot be stored', () => {
    test('is given to onError, and the query has its data', async () => {
      const onError = vi.fn();
      const { client, fetchQuery } = openPage(newCache(), { onError });
      const data = { onClick: () => 'a function' };
      expect(await fetchQuery(['courses'], () => data)).toBe(data);
      await client.getQueryCache().find({ queryKey: ['courses'] })?.promise;
      await vi.waitUntil(() => onError.mock.calls.length > 0);
      expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'data' }));
    });
  });
});

test('where nothing can be stored, queries are fetched', async () => {
  vi.stubGlobal('indexedDB', undefined);
  const onError = vi.fn();
  const cache = createCache({ store: indexedDBStore() });
  const { fetchQuery } = openPage(cache, { onError });
  expect(await fetchQuery(['courses'], () => 'fetched')).toBe('fetched');
  await vi.waitUntil(() => onError.mock.calls.length > 0);
  expect(await queryPersisterOptions(cache, { onError }).storage.removeItem('key')).toBeUndefined();
  const unavailable = [expect.objectContaining({ code: 'unavailable' })];
  expect(onError.mock.calls).toEqual([unavailable, unavailable]);
  vi.unstubAllGlobals();
});

test('bad settings are refused, with what was expected', () => {
  const cache = createCache({ store: memoryStore() });
  const made = (settings: object) => () => queryPersisterOptions(cache, settings);
  expect(() => queryPersisterOptions({} as never)).toThrow('cache: expected a cache');
  expect(made({ maxAge: '1 day' })).toThrow('maxAge: expected a number of ms above 0, got "1 day"');
  expect(made({ maxAge: Number.NaN })).toThrow('maxAge');
  expect(made({ maxAge: '1000' })).toThrow('maxAge');
  expect(made({ buster: 1.5 })).toThrow('buster: expected a string or a safe integer, got 1.5');
  expect(made({ buster: {} })).toThrow('buster');
  expect(made({ prefix: 1 })).toThrow('prefix: expected a string');
  expect(made({ onError: true })).toThrow('onError: expected a function');
  expect(made({ storage: {} })).toThrow('unknown option "storage"');
});
