/** What can go wrong around a cache, for real or as the browser would report it. */
import { type Cache, createCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';

const NAME = 'break_it';

let started: Worker | undefined;

/** A cache of its own: what breaks here leaves the others alone. */
export const inPage = (): Cache => createCache({ name: NAME, memory: false, deadline: 2 });

const inWorker = (): Cache =>
  createCache({ name: NAME, memory: false, deadline: 2, store: workerStore({ worker: start }) });

function start(): Worker {
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
  /** Breaks something; the returned function mends it, if it does not heal by itself. */
  readonly cause: () => () => void;
}

export const faults: readonly Fault[] = [
  {
    id: 'cleared',
    title: 'Clear the storage',
    expected: 'The next read misses; the database is made anew.',
    create: inPage,
    cause: () => {
      void clearStorage();
      return () => {};
    },
  },
  {
    id: 'quota',
    title: 'Fill the disk',
    expected: 'Writes are refused as capacity; reads miss.',
    create: inPage,
    cause: () =>
      replace(IDBObjectStore.prototype, 'put', () => {
        throw new DOMException('The disk is full.', 'QuotaExceededError');
      }),
  },
  {
    id: 'worker',
    title: 'Kill the worker',
    expected: 'Another worker is started; at the most one call fails.',
    create: inWorker,
    cause: () => {
      started?.terminate();
      return () => {};
    },
  },
];

async function clearStorage() {
  for (const { name } of await indexedDB.databases())
    if (name?.endsWith(`/${NAME}`)) indexedDB.deleteDatabase(name);
}

function replace<T extends object, K extends keyof T>(target: T, name: K, fake: T[K]) {
  const real = target[name];
  target[name] = fake;
  return () => {
    target[name] = real;
  };
}
