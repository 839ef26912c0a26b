/** The costs in a result, by library and measure. */
import type { Result } from '../measuring/rounds.ts';
import type { Measure } from '../measuring/sample.ts';
import { ratio } from '../measuring/statistics.ts';

/** Microseconds by round; `undefined` where it was not measured. */
export function costsOf({ samples }: Result, name: string, measure: Measure): number[] | undefined {
  const costs = samples[name]?.map((sample) => sample[measure]);
  return costs?.every((cost) => cost !== undefined) ? costs : undefined;
}

/** How many times ours the cost of `name` is. */
export function factorOf(
  result: Result,
  name: string,
  ours: string,
  measure: Measure,
): number | undefined {
  const theirs = costsOf(result, name, measure);
  const own = costsOf(result, ours, measure);
  return theirs && own && ratio(theirs, own);
}

export function namesOf(results: readonly Result[]): string[] {
  return [...new Set(results.flatMap(({ samples }) => Object.keys(samples)))];
}
