/** The pieces of work, and the part of the report that the results of each belong to. */
import { runHolding } from './holding.ts';
import type { Pace, Progress } from './pace.ts';
import type { Part } from './report.ts';
import { type Result, runWorkload } from './rounds.ts';
import { runStoring } from './storing.ts';
import { crossings } from './workloads/crossing.ts';
import { workloads } from './workloads/index.ts';
import type { Workload } from './workloads/workload.ts';

export interface Piece {
  readonly title: string;
  readonly part: Part;
  readonly run: (pace: Pace, progress: Progress) => Promise<Result[]>;
}

export const pieces: readonly Piece[] = [
  ...workloads.map((workload) => measuring('results', workload.title, workload)),
  ...crossings.map((workload) => measuring('crossing', `in a worker: ${workload.title}`, workload)),
  { title: 'in a worker: storing 5,000 of 5 kB', part: 'storing', run: runStoring },
  { title: 'Shelflife with few and many entries held', part: 'holding', run: runHolding },
];

function measuring(part: Part, title: string, workload: Workload): Piece {
  return {
    title,
    part,
    run: async (pace, progress) => [await runWorkload(workload, pace, progress)],
  };
}
