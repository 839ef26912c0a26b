/** Medians, quantiles, and ratios with their uncertainty. */

export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Interval {
  readonly median: number;
  /** Bounds within which the true median lies with 99 % probability. */
  readonly from: number;
  readonly to: number;
  /** Whether there were samples enough for such bounds; without, they are the extremes. */
  readonly isSure: boolean;
}

const DOUBT = 0.01;

export function median(samples: readonly number[]): number {
  const sorted = ascending(samples);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function quantile(samples: readonly number[], share: number): number {
  const sorted = ascending(samples);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

export function summarize(samples: readonly number[]): Summary {
  return { median: median(samples), low: Math.min(...samples), high: Math.max(...samples) };
}

/** How many times as much the first costs, round by round: the two of a round are neighbours in time. */
export function ratios(costs: readonly number[], ours: readonly number[]): number[] {
  return costs.map((cost, round) => cost / ours[round]!);
}

export function ratio(costs: readonly number[], ours: readonly number[]): number {
  return median(ratios(costs, ours));
}

/** The interval of the sign test: no assumption about how the samples are distributed. */
export function intervalOf(samples: readonly number[]): Interval {
  const sorted = ascending(samples);
  const cut = cutOff(sorted.length);
  const from = sorted[Math.max(0, cut - 1)]!;
  const to = sorted[Math.min(sorted.length, sorted.length - cut + 1) - 1]!;
  return { median: median(samples), from, to, isSure: cut > 0 };
}

/** How many samples from either end the bounds lie; 0 where there are too few samples. */
function cutOff(count: number): number {
  let probability = 0.5 ** count;
  let sum = probability;
  let cut = 0;
  while (2 * sum <= DOUBT) {
    cut++;
    probability *= (count - cut + 1) / cut;
    sum += probability;
  }
  return cut;
}

function ascending(samples: readonly number[]): number[] {
  return [...samples].sort((a, b) => a - b);
}
