/** The page's side: 5,000 queries, stored and restored by one persister each. */
import { createAsyncStoragePersister } from '@tanstack/query-async-storage-persister';
import { QueryClient } from '@tanstack/query-core';
import {
  experimental_createQueryPersister,
  persistQueryClientRestore,
  persistQueryClientSave,
} from '@tanstack/query-persist-client-core';
import { createStore, del, entries, get, set } from 'idb-keyval';
import { createCache } from 'shelflife';
import { queryPersisterOptions } from 'shelflife/tanstack-query';
import { longestGap } from '../measuring/longest-gap.ts';

const QUERIES = 5000;
/** How many of them a page shows. */
const SHOWN = 20;

const keyOf = (n) => ['course', n];

const courseOf = (n) => ({
  id: n,
  title: `Course ${n}`,
  description: 'What it is about, in two lines of text. '.repeat(8),
  lessons: Array.from({ length: 10 }, (_, lesson) => ({ lesson, minutes: 45, done: false })),
});

function clientWithAll() {
  const client = new QueryClient();
  for (let n = 0; n < QUERIES; n++) client.setQueryData(keyOf(n), courseOf(n));
  return client;
}

/** One record that holds the whole client, as text. */
function wholeClient() {
  const store = createStore('whole-client', 'keyval');
  const storage = {
    getItem: (key) => get(key, store),
    setItem: (key, value) => set(key, value, store),
    removeItem: (key) => del(key, store),
  };
  const persister = createAsyncStoragePersister({ storage, throttleTime: 0 });
  return {
    storeAll: (queryClient) => persistQueryClientSave({ queryClient, persister }),
    storeOne: (queryClient) => persistQueryClientSave({ queryClient, persister }),
    restoreAll: (queryClient) => persistQueryClientRestore({ queryClient, persister }),
    restoreShown: (queryClient) => persistQueryClientRestore({ queryClient, persister }),
  };
}

/** An entry for each query. */
function entryPerQuery(options) {
  const persister = experimental_createQueryPersister(options);
  const storeOne = (client, n = 0) => persister.persistQueryByKey(keyOf(n), client);
  const restoreOne = (client, n) =>
    client.fetchQuery({ queryKey: keyOf(n), queryFn: missing, persister: persister.persisterFn });
  return {
    async storeAll(client) {
      for (let n = 0; n < QUERIES; n += 500)
        await Promise.all(Array.from({ length: 500 }, (_, m) => storeOne(client, n + m)));
    },
    storeOne,
    restoreAll: (client) => persister.restoreQueries(client),
    restoreShown: (client) =>
      Promise.all(Array.from({ length: SHOWN }, (_, n) => restoreOne(client, n * 7))),
  };
}

function missing() {
  throw new Error('This query was not restored.');
}

function idbKeyval() {
  const store = createStore('per-query', 'keyval');
  return {
    storage: {
      getItem: (key) => get(key, store),
      setItem: (key, value) => set(key, value, store),
      removeItem: (key) => del(key, store),
      entries: () => entries(store),
    },
  };
}

const persisters = {
  'createAsyncStoragePersister over idb-keyval': wholeClient,
  'experimental_createQueryPersister over idb-keyval': () => entryPerQuery(idbKeyval()),
  'experimental_createQueryPersister over Shelflife': () =>
    entryPerQuery(queryPersisterOptions(createCache({ name: 'queries' }))),
};

/** Ms that some work takes, and the longest wait of an event meanwhile. */
async function timed(work) {
  const begin = performance.now();
  let time = 0;
  const gap = await longestGap(async () => {
    await work();
    time = performance.now() - begin;
  });
  return { time, gap };
}

globalThis.bench = {
  names: Object.keys(persisters),
  fill: (name) => persisters[name]().storeAll(clientWithAll()),
  async restore(name, part) {
    const client = new QueryClient();
    const persister = persisters[name]();
    const result = await timed(() => persister[part](client));
    const restored = client.getQueryCache().getAll().length;
    if (restored < (part === 'restoreAll' ? QUERIES : SHOWN)) throw new Error(`Just ${restored}`);
    return result;
  },
  async storeOne(name) {
    const client = clientWithAll();
    const persister = persisters[name]();
    await persister.storeOne(client);
    client.setQueryData(keyOf(0), courseOf(0));
    return timed(() => persister.storeOne(client));
  },
};
