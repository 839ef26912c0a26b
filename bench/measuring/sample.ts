/** What one operation costs: a few runs of a workload, with a pause before each. */
import type { Opened } from '../peers/peer.ts';
import type { Workload } from '../suites/suite.ts';
import type { Overhead } from './busy-time.ts';
import { pause } from './pause.ts';
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

/** @param least ms that the runs take together at least */
export async function takeSample(
  { run, reset, operations = 1 }: Workload,
  opened: Opened,
  least: number,
  { perSample, perRun, task }: Overhead,
): Promise<Sample> {
  // Garbage of the library before is not collected in this one's time.
  globalThis.gc?.();
  let whole = 0;
  let own = 0;
  let busy = 0;
  let runs = 0;
  let last: number | undefined;
  let before = await busyTime();
  do {
    await pause(last);
    const timing = await timeRun(() => run(opened));
    last = timing.whole;
    whole += timing.whole;
    own += Math.max(0, timing.own - task);
    runs++;
    if (!reset) continue;
    busy += (await busyTime()) - before - perSample;
    await reset(opened);
    before = await busyTime();
  } while (whole < least);
  if (!reset) busy = (await busyTime()) - before - perSample;
  const toMicros = 1000 / runs;
  // A call that is answered later than its task ends is one of a sequence: only the first is in that task.
  const inTask = own < whole / 2 ? 1 : operations;
  return {
    whole: (whole * toMicros) / operations,
    own: (own * toMicros) / inTask,
    busy: Math.max(0, ((busy - runs * perRun) * toMicros) / operations),
  };
}
