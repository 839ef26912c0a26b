/** What it costs to have the database work done in a worker: some of the workloads, here and there. */
import { emptyCall } from '../peers/empty-call.ts';
import { inWorker, mainThread } from '../peers/in-worker.ts';
import { rawInWorker } from '../peers/raw-in-worker.ts';
import { keyOf, pairsOf, small } from '../values.ts';
import { reads } from './reads.ts';
import type { Workload } from './workload.ts';
import { writes } from './writes.ts';

const CROSSING = [
  'hot-get-string',
  'hot-get-small',
  'cold-get-1',
  'cold-get-500',
  'get-many-dense',
  'set-sequential',
  'set-500',
  'set-many-500',
];

const STARTS = 3;
const ROUNDS = 7;

/** As `open-get`, with nothing open before: the worker has to be started as well. */
const starting: Workload = {
  id: 'worker-start',
  title: 'open plus first get, with the start of the worker',
  unit: 'µs',
  options: { memory: false },
  fill: () => pairsOf(500, small),
  can: ({ peer }) => peer.reopens,
  async trial({ peer, database, options, opened }) {
    await opened.close();
    let elapsed = 0;
    for (let n = 0; n < STARTS; n++) {
      const start = performance.now();
      const reopened = await peer.open(database, options);
      await reopened.get(keyOf(n));
      elapsed += performance.now() - start;
      await reopened.close();
    }
    return (elapsed * 1000) / STARTS;
  },
};

const peers = [mainThread, inWorker, rawInWorker, emptyCall];

export const crossings: readonly Workload[] = [
  ...[...reads, ...writes]
    .filter(({ id }) => CROSSING.includes(id))
    .map((workload) => ({ ...workload, id: `worker-${workload.id}`, peers, rounds: ROUNDS })),
  { ...starting, peers, rounds: ROUNDS },
];
