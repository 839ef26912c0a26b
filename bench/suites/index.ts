/** All that is measured, in the order of the report. */
import type { Result } from '../measuring/rounds.ts';
import type { Pace, Progress } from '../pace.ts';
import { counters } from './counters.ts';
import { kinds } from './kinds.ts';
import { besideLargeValues } from './large-values.ts';
import { opening } from './opening.ts';
import { coldReads, hotReads } from './reads.ts';
import { allKeys, held } from './scale.ts';
import { toPiece } from './suite.ts';
import { sweeps } from './sweeps.ts';
import { heardReads, watchedWrites } from './watched.ts';
import { crossing, starting, storing } from './worker.ts';
import { queuedWrites, writes } from './writes.ts';

export type SectionId = 'reads' | 'writes' | 'kinds' | 'large' | 'worker' | 'scale';

/** Some rows of the report that are measured in one page. */
export interface Piece {
  readonly title: string;
  readonly section: SectionId;
  /** Titles. */
  readonly rows: readonly string[];
  run(pace: Pace, progress: Progress, wanted: (row: string) => boolean): Promise<Result[]>;
}

const suites = [
  ...hotReads,
  ...coldReads,
  heardReads,
  opening,
  ...writes,
  ...queuedWrites,
  watchedWrites,
  counters,
  ...kinds,
  ...besideLargeValues,
  crossing,
  starting,
  storing,
  held,
  allKeys,
];

export const pieces: readonly Piece[] = [...suites.map(toPiece), ...sweeps];
