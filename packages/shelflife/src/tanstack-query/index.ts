/** Stores each query of TanStack Query as an entry. Nothing of TanStack Query is imported. */
import type { UntypedCache } from '../api/types.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { slices } from './slices.js';

/** What is known here of TanStack Query's `PersistedQuery`. */
export interface StoredQuery {
  /** When the data was updated, in ms since the epoch; 0 without data. */
  readonly state: { readonly dataUpdatedAt: number };
}

/** The options of {@link queryPersisterOptions}. */
export interface QueryPersisterSettings {
  /** Ms after the last update of its data when a query is dropped; `Infinity` for never. @default 24 hours */
  readonly maxAge?: number | undefined;
  /**
   * A number: the version of the entries. Queries of other versions are neither seen nor removed, and go at
   * their `maxAge`. A string: TanStack Query's own, which removes a query of another buster when it reads it.
   * @default the version of the cache
   */
  readonly buster?: number | string | undefined;
  /** What every key begins with; the hash of the query follows. @default 'tanstack-query' */
  readonly prefix?: string | undefined;
  /** Called where storing or removing fails, as nobody waits for either. @default console.error */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** What {@link queryPersisterOptions} returns: `StoragePersisterOptions` of TanStack Query. */
export interface QueryPersisterOptions<Q extends StoredQuery> {
  readonly storage: {
    getItem(key: string): Promise<Q | undefined>;
    setItem(key: string, query: Q): Promise<void>;
    removeItem(key: string): Promise<void>;
    entries(): Promise<[key: string, query: Q][]>;
  };
  readonly serialize: (query: Q) => Q;
  readonly deserialize: (query: Q) => Promise<Q>;
  readonly maxAge: number;
  readonly buster: string;
  readonly prefix: string;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Makes the options with which TanStack Query's `experimental_createQueryPersister` stores each query as an
 * entry of a cache.
 *
 * Data is stored by structured clone, so a `Date` or a `Map` in it stays one. Entries expire at `maxAge`
 * and are swept, so `persisterGc()` is not needed. Restoring many queries yields to the page every few
 * ms. What fails to be read is fetched.
 *
 * @param cache a cache or a view on one, without a schema
 * @example
 * const { persisterFn } = experimental_createQueryPersister(queryPersisterOptions(cache));
 * const client = new QueryClient({ defaultOptions: { queries: { persister: persisterFn } } });
 */
export function queryPersisterOptions<Q extends StoredQuery>(
  cache: UntypedCache,
  settings: QueryPersisterSettings = {},
): QueryPersisterOptions<Q> {
  const { maxAge, buster, prefix, onError } = check(cache, settings);
  const view = typeof buster === 'number' ? cache.withVersion(buster) : cache;
  const turn = slices();
  return {
    storage: {
      getItem: (key) => view.get<Q>(key),
      setItem: (key, query) =>
        view.set(key, query, { expires: query.state.dataUpdatedAt + maxAge }).catch(onError),
      removeItem: (key) => view.delete(key).then(() => undefined, onError),
      entries: () => entriesOf<Q>(view, `${prefix}-`),
    },
    serialize: (query) => query,
    async deserialize(query) {
      await turn();
      return query;
    },
    maxAge,
    buster: typeof buster === 'string' ? buster : '',
    prefix,
  };
}

function check(cache: UntypedCache, settings: QueryPersisterSettings) {
  expect('cache', typeof cache?.namespace === 'function', 'a cache of createCache()', cache);
  checkMembers(settings, 'options', ['maxAge', 'buster', 'prefix', 'onError']);
  const { maxAge = DAY, buster, prefix = 'tanstack-query', onError = console.error } = settings;
  expect('maxAge', typeof maxAge === 'number' && maxAge > 0, 'a number of ms above 0', maxAge);
  const isBuster = ['undefined', 'string'].includes(typeof buster) || Number.isSafeInteger(buster);
  expect('buster', isBuster, 'a string or a safe integer', buster);
  expect('prefix', typeof prefix === 'string', 'a string', prefix);
  expect('onError', typeof onError === 'function', 'a function', onError);
  return { maxAge, buster, prefix, onError };
}

async function entriesOf<Q>(cache: UntypedCache, prefix: string): Promise<[string, Q][]> {
  const entries: [string, Q][] = [];
  for await (const { key, value } of cache.entries<Q>({ prefix })) entries.push([key, value]);
  return entries;
}
