/** What can go wrong around a cache, for real or as the browser would report it. */
import { type Cache, createCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';

const NAME = 'break_it';

let started: Worker | undefined;

/** A cache of its own: what breaks here leaves the others alone. */
const OPTIONS = {
  name: NAME,
  memory: false,
  deadline: 2,
  loading: { staleWhileRevalidate: 60, staleIfError: 60 },
} as const;

export const inPage = (): Cache => createCache(OPTIONS);

const inWorker = (): Cache =>
  createCache({ ...OPTIONS, store: workerStore({ worker: startWorker }) });

function startWorker(): Worker {
  started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return started;
}

export interface Fault {
  readonly id: string;
  readonly title: string;
  /** What one sees. */
  readonly expected: string;
  /** The cache that is to be broken. */
  readonly create: () => Cache;
  /** Whether it is there before the cache is opened. */
  readonly comesFirst: boolean;
  /** Breaks something; the returned function mends it, if it does not heal by itself. */
  readonly cause: () => () => void;
}

export const faults: readonly Fault[] = [
  {
    id: 'cleared',
    title: 'Clear the storage',
    expected: 'The next read misses; the database is made anew.',
    create: inPage,
    comesFirst: false,
    cause: () => {
      void clearStorage();
      return () => {};
    },
  },
  {
    id: 'quota',
    title: 'Fill the disk',
    expected: 'Writes are refused as capacity, and reads find what was stored before.',
    create: inPage,
    comesFirst: false,
    cause: fillDisk,
  },
  {
    id: 'no-indexeddb',
    title: 'No IndexedDB',
    expected: 'Entries live in the page’s memory. Mended, the database is back after some seconds.',
    create: inPage,
    comesFirst: true,
    cause: takeIndexedDBAway,
  },
  {
    id: 'worker',
    title: 'Kill the worker',
    expected: 'Another worker is started; at the most one call fails.',
    create: inWorker,
    comesFirst: false,
    cause: () => {
      started?.terminate();
      return () => {};
    },
  },
];

const isOurs = (database: string) => database.endsWith(`/${NAME}`);

async function clearStorage() {
  for (const { name } of await indexedDB.databases())
    if (name && isOurs(name)) indexedDB.deleteDatabase(name);
}

function fillDisk() {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...args) {
    if (!isOurs(this.transaction.db.name)) return put.apply(this, args);
    throw new DOMException('The disk is full.', 'QuotaExceededError');
  };
  return () => {
    IDBObjectStore.prototype.put = put;
  };
}

/** As where the browser or its settings refuse it. */
function takeIndexedDBAway() {
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...args) {
    if (!isOurs(args[0])) return open.apply(this, args);
    throw new DOMException('IndexedDB is switched off.', 'SecurityError');
  };
  return () => {
    IDBFactory.prototype.open = open;
  };
}
