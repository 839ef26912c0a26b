/** idb-keyval: `getMany`, `setMany` and `update`, as its README advises; `getKey` through its store for `has`. */
import {
  createStore,
  delMany,
  get,
  getMany,
  keys,
  promisifyRequest,
  set,
  setMany,
  update,
} from 'idb-keyval';
import type { Pair, Peer } from './peer.ts';

const increment = (count: number | undefined) => (count ?? 0) + 1;

export const idbKeyval: Peer = {
  name: 'idb-keyval',
  reopens: true,
  open(name) {
    const store = createStore(`idb-keyval/${name}`, 'keyval');
    const hasKey = (key: string) =>
      store('readonly', (entries) => promisifyRequest(entries.getKey(key)));
    return {
      get: (key) => get(key, store),
      set: (key, value) => set(key, value, store),
      getMany: (keys) => getMany(keys as string[], store),
      setMany: (pairs: readonly Pair[]) => setMany(pairs as [string, unknown][], store),
      incr: (key) => update(key, increment, store),
      has: (key) => hasKey(key),
      ttl: (key) => hasKey(key),
      keys: () => keys(store),
      deleteMany: (keys) => delMany([...keys], store),
      close: () => store('readonly', ({ transaction }) => transaction.db.close()),
    };
  },
};
