/** All that is measured side by side, in the order of the report. */
import { features } from '../peers/shelflife.ts';
import { blockings } from './blocking.ts';
import { opening } from './opening.ts';
import { reads } from './reads.ts';
import type { Workload } from './workload.ts';
import { queuedSets, writes } from './writes.ts';

export const workloads: readonly Workload[] = [
  ...reads,
  ...writes,
  ...(features.queued ? [queuedSets] : []),
  opening,
  ...blockings,
];
