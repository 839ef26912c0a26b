/**
 * Shelflife against itself: its database work on the main thread and in a worker. Each has a database
 * of its own, or either would be told of all that the other writes.
 */
import { workerStore } from 'shelflife/worker';
import type { Peer } from './peer.ts';
import { openCache, optionsFor, shelflife } from './shelflife.ts';

export const MAIN_THREAD = 'main thread';
export const WORKER = 'worker';

export const mainThread: Peer = { ...shelflife, name: MAIN_THREAD };

export const inWorker: Peer = {
  name: WORKER,
  reopens: true,
  open: (database, options) =>
    openCache({ name: `${database}-in-worker`, store: workerStore(), ...optionsFor(options) }),
};
