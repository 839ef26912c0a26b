/** A bare `Map`: the floor, which nothing that persists can reach. */
import type { Peer } from './peer.ts';

export const map: Peer = {
  name: 'Map',
  reopens: false,
  open() {
    const entries = new Map<string, unknown>();
    return {
      get: (key) => entries.get(key),
      set: (key, value) => entries.set(key, value),
      getMany: (keys) => keys.map((key) => entries.get(key)),
      setMany: (pairs) => {
        for (const [key, value] of pairs) entries.set(key, value);
      },
      incr: (key) => entries.set(key, Number(entries.get(key)) + 1),
      close: () => undefined,
    };
  },
};
