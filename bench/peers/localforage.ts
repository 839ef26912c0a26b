/** localForage has neither bulk calls nor an atomic update: single calls are made at once. */
import localforage from 'localforage';
import type { Peer } from './peer.ts';

export const localForage: Peer = {
  name: 'localForage',
  // It keeps its connections as long as the page lives.
  reopens: false,
  open(name) {
    const items = localforage.createInstance({
      name: `localforage/${name}`,
      driver: localforage.INDEXEDDB,
    });
    return {
      get: (key) => items.getItem(key),
      set: (key, value) => items.setItem(key, value),
      getMany: (keys) => Promise.all(keys.map((key) => items.getItem(key))),
      setMany: (pairs) => Promise.all(pairs.map(([key, value]) => items.setItem(key, value))),
      close: () => undefined,
    };
  },
};
