/** Compiled only: what unstorage asks of a driver, and what it does not. */
import { createCache } from 'shelflife';
import { unstorageDriver } from 'shelflife/unstorage';
import { createStorage, type Driver } from 'unstorage';

const cache = createCache();
export const driver: Driver = unstorageDriver(cache, { ttl: 60 });
export const storage = createStorage({ driver: unstorageDriver(cache) });

const typed = createCache<{ movie: string }>();
// @ts-expect-error unstorage has keys of its own, which a schema would not allow
unstorageDriver(typed);
unstorageDriver(typed.namespace<unknown>('storage'));
// @ts-expect-error seconds
unstorageDriver(cache, { ttl: '60' });
