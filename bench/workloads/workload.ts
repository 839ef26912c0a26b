/** One thing to measure, and the ways to measure it. */
import type { Opened, OpenOptions, Pair, Peer } from '../peers/peer.ts';

export interface Subject {
  readonly peer: Peer;
  readonly database: string;
  readonly options: OpenOptions;
  readonly opened: Opened;
}

/** One sample: what an operation cost, in the workload's unit. `least`: ms to measure for. */
export type Trial = (subject: Subject, least: number) => Promise<number>;

export interface Workload {
  readonly id: string;
  readonly title: string;
  readonly unit: 'µs' | 'ms';
  readonly options?: OpenOptions;
  /** Who takes part, where not all do. */
  readonly peers?: readonly Peer[];
  /** Long ones are content with fewer rounds. */
  readonly rounds?: number;
  readonly fill: () => readonly Pair[];
  readonly can?: (subject: Subject) => boolean;
  readonly trial: Trial;
}

/** Repeats `work`, which does so many operations, for a while: µs for each. */
export function repeating(operations: number, work: (opened: Opened) => unknown): Trial {
  return async ({ opened }, least) => {
    const start = performance.now();
    let elapsed = 0;
    let runs = 0;
    while (elapsed < least) {
      await work(opened);
      runs++;
      elapsed = performance.now() - start;
    }
    return (elapsed * 1000) / (runs * operations);
  };
}
