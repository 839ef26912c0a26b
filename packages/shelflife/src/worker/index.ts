/** `shelflife/worker`: a store whose database work is done off the main thread. */
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import type { Store } from '../model/store.js';
import { mustKeepNothing } from '../platform/environment.js';
import { defaultStore } from '../stores/default.js';
import { failover } from '../stores/failover.js';
import { nullStore } from '../stores/null.js';
import { WorkerSession } from './client.js';
import { type WorkerSource, WorkerSupervisor } from './supervisor.js';

export interface WorkerStoreOptions {
  /**
   * A worker whose file calls `serveStores()` of `shelflife/worker/host`, or a function that starts
   * such a worker. @default the worker that the package ships
   */
  readonly worker?: Worker | (() => Worker) | undefined;
}

let shipped: WorkerSupervisor | undefined;
const supervisors = new WeakMap<object, WorkerSupervisor>();

/**
 * A store in IndexedDB whose work is done in a Web Worker. All caches with the same `worker` share it.
 * The worker that the package ships is started at the first call, and terminated when the last of its caches
 * is closed. If no worker is available, the work is done in the page and a `degraded` event reports it.
 * On a server nothing is kept, as without the `store` option.
 *
 * Throws a `TypeError` on a bad option.
 *
 * @example
 * const cache = createCache({ name: 'enroll_cache', store: workerStore() });
 */
export function workerStore(options: WorkerStoreOptions = {}): Store {
  checkMembers(options, 'workerStore', ['worker']);
  const { worker } = options;
  const isSource = worker === undefined || typeof worker === 'function' || isWorker(worker);
  expect('worker', isSource, 'a Worker, or a function that starts one', worker);
  const opened = new Set<string>();
  const inWorker = failover(
    (settings) => new WorkerSession(supervisorOf(worker), settings, opened),
    // Any other failure comes from the store in the worker, which has its own substitute.
    (session) => (session.isLost ? defaultStore(session.hasOpened) : undefined),
  );
  return { open: (settings) => (mustKeepNothing() ? nullStore() : inWorker).open(settings) };
}

function supervisorOf(worker: Worker | (() => Worker) | undefined): WorkerSupervisor {
  if (!worker) {
    shipped ??= new WorkerSupervisor({ get: startShipped, isOurs: true });
    return shipped;
  }
  const source: WorkerSource =
    typeof worker === 'function'
      ? { get: () => started(worker), isOurs: true }
      : { get: () => worker, isOurs: false };
  const supervisor = supervisors.get(worker) ?? new WorkerSupervisor(source);
  supervisors.set(worker, supervisor);
  return supervisor;
}

function started(start: () => Worker): Worker {
  const worker = start();
  expect('worker', isWorker(worker), 'a function that starts a Worker', worker);
  return worker;
}

function isWorker(value: unknown): boolean {
  return 'postMessage' in Object(value);
}

/** Bundlers recognize a worker only by this exact expression. */
function startShipped(): Worker {
  return new Worker(new URL('./script.ts', import.meta.url), { type: 'module' });
}
