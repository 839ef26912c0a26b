/** Shelflife with a page's default options, of this build and of the one it is compared with. */
import * as current from 'shelflife';
import * as currentWorker from 'shelflife/worker';
import * as reference from 'shelflife-reference';
import * as referenceWorker from 'shelflife-reference/worker';
import type { Opened, OpenOptions, Peer } from './peer.ts';

type Library = typeof current;
type WorkerLibrary = typeof currentWorker;

export const OURS = 'Shelflife';
export const IN_WORKER = 'Shelflife in a worker';
export const REFERENCE = ', other build';

export const shelflife = inPage(OURS);
export const shelflifeInWorker: Peer = {
  ...overWorker(IN_WORKER, current, currentWorker),
  reference: overWorker(IN_WORKER + REFERENCE, reference, referenceWorker),
};

/** The events that a cache's own calls make. */
const EVENTS = ['hit', 'miss', 'load', 'set', 'delete', 'clear', 'evict'] as const;

/** Shelflife with one listener of each event. */
export const shelflifeHeard: Peer = {
  name: 'Shelflife, one listener',
  reopens: true,
  open(database, options) {
    const cache = current.createCache({ name: database, ...options });
    for (const type of EVENTS) cache.addEventListener(type, () => {});
    return opened(cache);
  },
};

/** Shelflife under another name, as one of several. */
export function inPage(name: string): Peer {
  return { ...over(name, current), reference: over(name + REFERENCE, reference) };
}

/** Shelflife with more options than the suite's. */
export function inPageWith(name: string, more: OpenOptions): Peer {
  const { open, ...peer } = over(name, current);
  return { ...peer, open: (database, options) => open(database, { ...options, ...more }) };
}

function over(name: string, library: Library): Peer {
  const { createCache, indexedDBStore } = library;
  return {
    name,
    reopens: true,
    open(database, { sweepInterval, ...options }) {
      const store = sweepInterval === undefined ? undefined : indexedDBStore({ sweepInterval });
      return opened(createCache({ name: database, store, ...options }));
    },
  };
}

function overWorker(name: string, { createCache }: Library, { workerStore }: WorkerLibrary): Peer {
  return {
    name,
    reopens: true,
    open: (database: string, options: OpenOptions) =>
      opened(createCache({ name: database, store: workerStore(), ...options })),
  };
}

function opened(cache: current.Cache): Opened {
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.set(key, value),
    getMany: (keys) => cache.getMany(keys),
    setMany: (pairs) => cache.setMany(pairs),
    incr: (key) => cache.incr(key),
    has: (key) => cache.has(key),
    ttl: (key) => cache.ttl(key),
    async keys() {
      const keys: string[] = [];
      for await (const key of cache.keys({ all: true })) keys.push(key);
      return keys;
    },
    deleteMany: (keys) => cache.deleteMany(keys),
    close: () => cache.close(),
  };
}
