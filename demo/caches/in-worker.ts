/** The same cache, its database work done in a worker: one line more. */
import { type Cache, createCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { now } from '../clock.ts';

export function inWorker(): Cache {
  return createCache({
    name: 'enroll_cache',
    now, // the demo's clock
    store: workerStore(),
  });
}
