/** Compiled only: what Keyv asks of an adapter, and what it does not. */
import Keyv, { type KeyvStorageAdapter } from 'keyv';
import { createCache } from 'shelflife';
import { keyvAdapter } from 'shelflife/keyv';

const cache = createCache();
export const adapter: KeyvStorageAdapter = keyvAdapter(cache);
export const keyv = new Keyv<string>({ store: keyvAdapter(cache.namespace('movies')) });

const typed = createCache<{ movie: string }>();
// @ts-expect-error Keyv has keys of its own, which a schema would not allow
keyvAdapter(typed);
keyvAdapter(typed.namespace<unknown>('keyv'));
