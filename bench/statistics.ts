/** What a few samples amount to. */

export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function summarize(samples: readonly number[]): Summary {
  return { median: median(samples), low: Math.min(...samples), high: Math.max(...samples) };
}

/** How many times as much the first costs: the median over the rounds, whose halves are neighbours in time. */
export function ratio(costs: readonly number[], ours: readonly number[]): number {
  return median(costs.map((cost, round) => cost / ours[round]!));
}
