/** How many times as fast as another library: bars to the right where faster, to the left where slower. */
import { round } from '../report/format.ts';
import { bar, svg, text, verticalLine } from './svg.ts';

const WIDTH = 860;
const LEFT = 290;
const RIGHT = 60;
const BAR = 16;
const STEP = 24;
const TOP = 70;
const BOTTOM = 12;

export interface RatioRow {
  readonly title: string;
  readonly ratio: number;
}

const OURS = 0;
const OTHER = 2;

export function ratioChart(title: string, words: string, rows: readonly RatioRow[]): string {
  const height = TOP + rows.length * STEP + BOTTOM;
  const ratios = rows.map(({ ratio }) => ratio);
  const low = Math.min(0.5, ...ratios) / 2.2;
  const high = Math.max(2, ...ratios);
  const xOf = (ratio: number) =>
    LEFT + (Math.log(ratio / low) / Math.log(high / low)) * (WIDTH - LEFT - RIGHT);
  const one = xOf(1);
  const ticks = [0.01, 0.1, 1, 10, 100, 1000].filter((tick) => tick >= low && tick <= high);
  return svg(WIDTH, height, title, [
    text(16, 44, words, 'small'),
    ...ticks.flatMap((tick) => [
      verticalLine(xOf(tick), TOP - 6, height - BOTTOM, tick === 1 ? 'base' : 'grid'),
      text(xOf(tick), TOP - 10, `${tick}×`, 'small', 'middle'),
    ]),
    ...rows.flatMap(({ title: row, ratio }, at) => {
      const y = TOP + at * STEP;
      const [from, to] = ratio >= 1 ? [one, xOf(ratio)] : [xOf(ratio), one];
      return [
        text(LEFT - 10, y + BAR - 4, row, '', 'end'),
        bar(from, y, to - from, BAR, ratio >= 1 ? OURS : OTHER),
        ratio >= 1
          ? text(to + 5, y + BAR - 4, `${round(ratio)}×`, 'small')
          : text(from - 5, y + BAR - 4, `${round(ratio)}×`, 'small', 'end'),
      ];
    }),
  ]);
}
