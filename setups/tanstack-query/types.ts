/** Compiled only: what TanStack Query asks of a persister's options, and what it does not. */
import {
  experimental_createQueryPersister,
  type PersistedQuery,
  type StoragePersisterOptions,
} from '@tanstack/query-persist-client-core';
import { createCache } from 'shelflife';
import { queryPersisterOptions } from 'shelflife/tanstack-query';

const cache = createCache();
export const options: StoragePersisterOptions<PersistedQuery> = queryPersisterOptions(cache);
export const persister = experimental_createQueryPersister(queryPersisterOptions(cache));
export const busted = experimental_createQueryPersister(
  queryPersisterOptions(cache, { maxAge: 1000, buster: 2 }),
);
export const filtered = experimental_createQueryPersister({
  ...queryPersisterOptions<PersistedQuery>(cache),
  filters: { queryKey: ['courses'] },
  refetchOnRestore: 'always',
});

const typed = createCache<{ movie: string }>();
// @ts-expect-error queries have keys of their own, which a schema would not allow
queryPersisterOptions(typed);
queryPersisterOptions(typed.namespace<unknown>('queries'));
// @ts-expect-error ms
queryPersisterOptions(cache, { maxAge: '1 day' });
