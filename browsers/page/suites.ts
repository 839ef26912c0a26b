/** The contract suite on the stores that a browser has. */
import { indexedDBStore, memoryStore } from 'shelflife';
import { type Runner, storeContract } from 'shelflife/testing';
import { workerStore } from 'shelflife/worker';

const queued = { acknowledge: 'queued' } as const;
const noTier = { memory: false } as const;

/** Each declares its tests on the runner that it is given. */
export const SUITES: Readonly<Record<string, (runner: Runner) => void>> = {
  memoryStore: (runner) => storeContract('memoryStore', () => memoryStore(), runner),
  indexedDBStore: (runner) => storeContract('indexedDBStore', () => indexedDBStore(), runner),
  'indexedDBStore, no tier': (runner) =>
    storeContract('indexedDBStore, no tier', () => indexedDBStore(), runner, noTier),
  'indexedDBStore, queued': (runner) =>
    storeContract('indexedDBStore, queued', () => indexedDBStore(), runner, queued),
  workerStore: (runner) => inOneWorker('workerStore', runner),
  'workerStore, no tier': (runner) => inOneWorker('workerStore, no tier', runner, noTier),
  'workerStore, queued': (runner) => inOneWorker('workerStore, queued', runner, queued),
};

/**
 * One worker for all tests: a new one for each would take most of the time. It is started in one
 * expression, as bundlers look for it.
 */
function inOneWorker(name: string, runner: Runner, options = {}): void {
  const worker = new Worker(
    new URL('../../packages/shelflife/src/worker/script.ts', import.meta.url),
    { type: 'module' },
  );
  storeContract(name, () => workerStore({ worker }), runner, options);
}
