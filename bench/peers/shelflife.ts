/** Shelflife, with the options that a page would have by default. */
import { type CacheOptions, createCache } from 'shelflife';
import type { Opened, OpenOptions, Peer } from './peer.ts';

/** What the library under test can do yet, by whether it knows the option. */
export const features = {
  memory: knows({ memory: false }),
  queued: knows({ acknowledge: 'queued' }),
};

export const shelflife: Peer = {
  name: 'Shelflife',
  reopens: true,
  open: (name, options) => openCache({ name, ...optionsFor(options) }),
};

/** As the peer, with options of the cache's own. */
export function openCache(options: CacheOptions): Opened {
  const cache = createCache(options);
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getMany: (keys) => cache.getMany(keys),
    setMany: (pairs) => cache.setMany(pairs),
    incr: (key) => cache.incr(key),
    close: () => cache.close(),
  };
}

export function optionsFor({ memory, queued }: OpenOptions): object {
  return {
    ...(features.memory && memory !== undefined && { memory }),
    ...(features.queued && queued && { acknowledge: 'queued' }),
  };
}

function knows(options: object): boolean {
  try {
    createCache(options);
    return true;
  } catch {
    return false;
  }
}
