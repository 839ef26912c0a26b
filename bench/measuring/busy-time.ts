/** The processor time that the main thread spends on some work, by the browser's own count. */
import { pause } from './pause.ts';
import { median } from './statistics.ts';
import { timeRun } from './timed-run.ts';

/** Ms that measuring itself takes. */
export interface Overhead {
  /** Processor time: asking for the count. */
  readonly perSample: number;
  /** Processor time: the pause before a run, and timing it. */
  readonly perRun: number;
  /** From a call that does nothing to the end of its task. */
  readonly task: number;
}

const CALIBRATIONS = 3;
const MANY = 10;

/** Measures samples in which nothing is done. */
export async function measureOverhead(): Promise<Overhead> {
  let one = Infinity;
  let many = Infinity;
  for (let n = 0; n < CALIBRATIONS; n++) {
    one = Math.min(one, await busyWhile(1));
    many = Math.min(many, await busyWhile(MANY));
  }
  const perRun = Math.max(0, (many - one) / (MANY - 1));
  return { perRun, perSample: Math.max(0, one - perRun), task: await emptyTask() };
}

async function emptyTask(): Promise<number> {
  const tasks: number[] = [];
  for (let n = 0; n < MANY; n++) {
    await pause();
    tasks.push((await timeRun(() => {})).own);
  }
  return median(tasks);
}

async function busyWhile(runs: number): Promise<number> {
  const before = await busyTime();
  for (let n = 0; n < runs; n++) {
    await pause();
    await timeRun(() => {});
  }
  return (await busyTime()) - before;
}
