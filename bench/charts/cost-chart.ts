/** A bar chart of costs on a logarithmic scale: a group for each workload, a bar for each library. */
import type { Result } from '../measuring/rounds.ts';
import type { Measure } from '../measuring/sample.ts';
import { median } from '../measuring/statistics.ts';
import { costsOf, namesOf } from '../report/costs.ts';
import { duration } from '../report/format.ts';
import { bar, COLORS, svg, text, verticalLine } from './svg.ts';

const WIDTH = 860;
const LEFT = 270;
const RIGHT = 80;
const BAR = 13;
const GAP = 12;
const TOP = 74;
const BOTTOM = 12;
const LEGEND_WIDTH = 150;

export interface CostChart {
  readonly title: string;
  readonly results: readonly Result[];
  readonly measure: Measure;
  readonly names: readonly string[];
}

interface Scale {
  readonly low: number;
  readonly high: number;
}

export function costChart({ title, results, measure, names }: CostChart): string {
  const shown = names.filter((name) => namesOf(results).includes(name));
  const scale = scaleOf(results, measure, shown);
  const parts: string[] = [];
  let y = TOP;
  for (const result of results) {
    const bars = shown.filter((name) => costsOf(result, name, measure));
    parts.push(...groupOf(result, measure, bars, shown, scale, y));
    y += bars.length * BAR + GAP;
  }
  const height = y + BOTTOM;
  return svg(WIDTH, height, title, [...legend(shown), ...grid(scale, height), ...parts]);
}

function groupOf(
  result: Result,
  measure: Measure,
  bars: readonly string[],
  names: readonly string[],
  scale: Scale,
  y: number,
): string[] {
  const middle = y + (bars.length * BAR) / 2 + 3;
  const lines = bars.flatMap((name, at) => {
    const cost = median(costsOf(result, name, measure)!);
    const width = xOf(cost, scale) - LEFT;
    const top = y + at * BAR;
    return [
      bar(LEFT, top, width, BAR - 2, names.indexOf(name) % COLORS),
      text(LEFT + width + 5, top + BAR - 4, duration(cost), 'small'),
    ];
  });
  return [text(LEFT - 10, middle, result.title, '', 'end'), ...lines];
}

function legend(names: readonly string[]): string[] {
  return names.flatMap((name, at) => {
    const x = 16 + at * LEGEND_WIDTH;
    return [bar(x, 38, 10, 10, at % COLORS), text(x + 15, 47, name)];
  });
}

function grid(scale: Scale, height: number): string[] {
  const exponents = Array.from({ length: 12 }, (_, at) => 10 ** (at - 2));
  const inside = exponents.filter((value) => value >= scale.low && value <= scale.high);
  return inside.flatMap((value) => [
    verticalLine(xOf(value, scale), TOP - 6, height - BOTTOM, 'grid'),
    text(xOf(value, scale), TOP - 10, duration(value), 'small', 'middle'),
  ]);
}

function scaleOf(results: readonly Result[], measure: Measure, names: readonly string[]): Scale {
  const costs = results.flatMap((result) =>
    names.flatMap((name) => {
      const list = costsOf(result, name, measure);
      return list ? [median(list)] : [];
    }),
  );
  const shown = costs.filter((cost) => cost > 0);
  return { low: Math.min(...shown) / 2, high: Math.max(...shown) };
}

function xOf(cost: number, { low, high }: Scale): number {
  if (cost <= low) return LEFT;
  return LEFT + (Math.log(cost / low) / Math.log(high / low)) * (WIDTH - LEFT - RIGHT);
}
