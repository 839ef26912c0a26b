/** The results as JSON: medians, spreads and every round. */
import type { Result } from '../measuring/rounds.ts';
import { MEASURES } from '../measuring/sample.ts';
import { summarize } from '../measuring/statistics.ts';
import { costsOf } from './costs.ts';
import type { Report } from './markdown.ts';

/** No further digit of a number means anything. */
const DIGITS = 4;

export function toJson({ results, ...report }: Report): string {
  const sections = Object.entries(results).map(([section, list]) => [section, list.map(summed)]);
  const shorten = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;
  return `${JSON.stringify({ ...report, unit: 'µs', results: Object.fromEntries(sections) }, shorten, 1)}\n`;
}

function summed(result: Result): object {
  const { id, title, samples } = result;
  const costs = Object.keys(samples).map((name) => [name, costOf(result, name)]);
  return { id, title, costs: Object.fromEntries(costs) };
}

function costOf(result: Result, name: string): object {
  const measures = MEASURES.flatMap((measure) => {
    const rounds = costsOf(result, name, measure);
    return rounds ? [[measure, { ...summarize(rounds), rounds }]] : [];
  });
  return Object.fromEntries(measures);
}
