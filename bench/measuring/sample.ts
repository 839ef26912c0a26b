/** What one operation costs: a few runs of a workload, with a pause before each. */
import type { Opened } from '../peers/peer.ts';
import type { Workload } from '../suites/suite.ts';
import type { Overhead } from './busy-time.ts';
import { leavesWork, pause } from './pause.ts';
import { timeRun } from './timed-run.ts';

/** Microseconds for one operation. */
export interface Sample {
  /** From the call to the answer. */
  readonly whole: number;
  /** From the call to the end of the task that it was made in. */
  readonly own?: number;
  /** Processor time of the main thread, by the browser's count. */
  readonly busy?: number;
}

export type Measure = keyof Sample;
export const MEASURES: readonly Measure[] = ['whole', 'own', 'busy'];

/** What the runs of a sample come to, in ms. */
interface Totals {
  whole: number;
  own: number;
  busy: number;
  runs: number;
}

/** @param least ms that the runs take together at least */
export async function takeSample(
  { run, reset, operations = 1 }: Workload,
  opened: Opened,
  least: number,
  overhead: Overhead,
): Promise<Sample> {
  // Garbage of the library before is not collected in this one's time.
  globalThis.gc?.();
  const totals: Totals = { whole: 0, own: 0, busy: 0, runs: 0 };
  do {
    const most = reset ? 0 : least - totals.whole;
    await addRuns(totals, () => run(opened), most, overhead);
    await reset?.(opened);
  } while (totals.whole < least);
  return perOperation(totals, operations);
}

/** @param least ms: less than one run takes, or more */
async function addRuns(
  totals: Totals,
  run: () => unknown,
  least: number,
  { perSample, perRun, perPause, task }: Overhead,
): Promise<void> {
  let whole = 0;
  let last = Infinity;
  let busy = -perSample - (await busyTime());
  do {
    if (leavesWork(last)) {
      await pause(last);
      busy -= perPause;
    }
    const timing = await timeRun(run);
    last = timing.whole;
    whole += last;
    busy -= perRun;
    totals.own += Math.max(0, timing.own - task);
    totals.runs++;
  } while (whole < least);
  totals.whole += whole;
  totals.busy += busy + (await busyTime());
}

function perOperation({ whole, own, busy, runs }: Totals, operations: number): Sample {
  const toMicros = 1000 / runs;
  // In a sequence that waits for answers only the first call is made in that task.
  const inTask = own < whole / 2 ? 1 : operations;
  return {
    whole: (whole * toMicros) / operations,
    own: (own * toMicros) / inTask,
    busy: Math.max(0, (busy * toMicros) / operations),
  };
}
