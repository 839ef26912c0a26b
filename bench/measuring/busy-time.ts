/** The processor time that the main thread spends on some work, by the browser's own count. */
import { pause } from './pause.ts';
import { median } from './statistics.ts';
import { timeRun } from './timed-run.ts';

/** Ms that measuring itself takes. */
export interface Overhead {
  /** Processor time: asking for the count. */
  readonly perSample: number;
  /** Processor time: timing a run. */
  readonly perRun: number;
  /** Processor time: waiting before a run. */
  readonly perPause: number;
  /** From a call that does nothing to the end of its task. */
  readonly task: number;
}

const CALIBRATIONS = 5;
const MANY = 10;

/** Measures samples in which nothing is done. */
export async function measureOverhead(): Promise<Overhead> {
  const one = await busyWhile(1, 0);
  const perRun = Math.max(0, (await busyWhile(MANY, 0)) - one) / (MANY - 1);
  const perPause = Math.max(0, (await busyWhile(1, MANY)) - one) / MANY;
  return { perRun, perPause, perSample: Math.max(0, one - perRun), task: await emptyTask() };
}

async function busyWhile(runs: number, pauses: number): Promise<number> {
  const counts: number[] = [];
  for (let round = 0; round < CALIBRATIONS; round++) {
    const before = await busyTime();
    for (let n = 0; n < pauses; n++) await pause();
    for (let n = 0; n < runs; n++) await timeRun(() => {});
    counts.push((await busyTime()) - before);
  }
  return median(counts);
}

async function emptyTask(): Promise<number> {
  const tasks: number[] = [];
  for (let n = 0; n < MANY; n++) {
    await pause();
    tasks.push((await timeRun(() => {})).own);
  }
  return median(tasks);
}
