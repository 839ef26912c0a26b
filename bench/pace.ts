/** How long to measure, and how progress is reported. */

export interface Pace {
  readonly rounds: number;
  /** At most so many rounds of workloads that take long. */
  readonly longRounds: number;
  /** Ms that a sample takes at least, pauses aside. */
  readonly sampleTime: number;
  /** Ms of unmeasured runs before the first round, while code is still being compiled. */
  readonly warmUp: number;
  /** Divides the number of entries of the largest fixtures. */
  readonly shrink: number;
}

export const FULL: Pace = { rounds: 7, longRounds: 3, sampleTime: 25, warmUp: 80, shrink: 1 };
/** Two builds side by side: fewer libraries, so more rounds in the same time. */
export const COMPARISON: Pace = { ...FULL, rounds: 15, longRounds: 9 };
export const QUICK: Pace = { rounds: 1, longRounds: 1, sampleTime: 2, warmUp: 2, shrink: 20 };

/** Called with the share of one piece of work that is done, 0 to 1. */
export type Progress = (share: number) => void;
