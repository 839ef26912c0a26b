/** The libraries that race, under the interface of the benchmark. */
import { createCache } from 'shelflife';
import { idbKeyval } from '../../bench/peers/idb-keyval.ts';
import { localForage } from '../../bench/peers/localforage.ts';
import type { Peer } from '../../bench/peers/peer.ts';

export const OURS = 'Shelflife';

const shelflife: Peer = {
  name: OURS,
  reopens: true,
  open(name, { memory }) {
    const cache = createCache({ name, memory });
    return {
      get: (key) => cache.get(key),
      set: (key, value) => cache.set(key, value),
      getMany: (keys) => cache.getMany(keys),
      setMany: (pairs) => cache.setMany(pairs),
      close: () => cache.close(),
    };
  },
};

export const contenders: readonly Peer[] = [shelflife, idbKeyval, localForage];
