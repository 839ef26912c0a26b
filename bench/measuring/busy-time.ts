/** The processor time that the main thread spends on some work, by the browser's own count. */
import { pause } from './pause.ts';
import { timeRun } from './timed-run.ts';

/** Ms of processor time that asking for the count and each run of a sample add to it. */
export interface Overhead {
  readonly perSample: number;
  readonly perRun: number;
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
  return { perRun, perSample: Math.max(0, one - perRun) };
}

async function busyWhile(runs: number): Promise<number> {
  const before = await busyTime();
  for (let n = 0; n < runs; n++) {
    await pause();
    await timeRun(() => {});
  }
  return (await busyTime()) - before;
}
