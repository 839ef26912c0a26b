/** How long to measure, and who is told how far it is. */

export interface Pace {
  readonly rounds: number;
  /** Ms that a sample takes at the least. */
  readonly least: number;
  /** Ms before the first round: more code takes longer to be compiled. */
  readonly warmUp: number;
  /** For Shelflife alone: how many entries are held. */
  readonly held: readonly number[];
}

export const FULL: Pace = { rounds: 9, least: 40, warmUp: 200, held: [1_000, 10_000, 100_000] };
export const QUICK: Pace = { rounds: 1, least: 5, warmUp: 5, held: [1_000, 10_000] };

/** Called with the share of one piece of work that is done, 0 to 1. */
export type Progress = (share: number) => void;
