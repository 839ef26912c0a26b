/** A bar chart of the costs, as SVG: a group for each workload, on a logarithmic scale. */
import { OURS, round } from './report.ts';
import type { Result } from './rounds.ts';
import { median } from './statistics.ts';

const WIDTH = 900;
const LEFT = 290;
const RIGHT = 70;
const BAR = 11;
const GAP = 14;
const TOP = 64;

const COLORS = ['#d9480f', '#4263eb', '#868e96', '#7048e8', '#0b7285', '#adb5bd'];

interface Scale {
  readonly low: number;
  readonly high: number;
}

export function toSvg(results: readonly Result[]): string {
  const names = [...new Set(results.flatMap(({ samples }) => Object.keys(samples)))];
  const scale = scaleOf(results);
  const parts: string[] = [];
  let y = TOP;
  for (const result of results) {
    const bars = names.filter((name) => result.samples[name]);
    parts.push(group(result, bars, names, scale, y));
    y += bars.length * BAR + GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${y}" rx="8" fill="#fff"/>`,
    text(
      16,
      24,
      'Cost of one operation, logarithmic: shorter is faster',
      'font-size="14" font-weight="600"',
    ),
    legend(names),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function group(
  { title, unit, samples }: Result,
  bars: readonly string[],
  names: readonly string[],
  scale: Scale,
  y: number,
): string {
  const middle = y + (bars.length * BAR) / 2 + 4;
  const lines = bars.map((name, at) => {
    const cost = median(samples[name]!);
    const width = lengthOf(unit === 'ms' ? cost * 1000 : cost, scale);
    const top = y + at * BAR;
    const weight = name === OURS ? 'font-weight="700"' : '';
    return (
      `<rect x="${LEFT}" y="${top}" width="${width.toFixed(1)}" height="${BAR - 2}" fill="${colorOf(name, names)}"/>` +
      text(LEFT + width + 4, top + BAR - 3, `${round(cost)} ${unit}`, `font-size="9" ${weight}`)
    );
  });
  return [text(LEFT - 10, middle, title, 'text-anchor="end"'), ...lines].join('\n');
}

function legend(names: readonly string[]): string {
  return names
    .map((name, at) => {
      const x = 16 + at * 125;
      const square = `<rect x="${x}" y="36" width="10" height="10" fill="${colorOf(name, names)}"/>`;
      return square + text(x + 15, 45, name);
    })
    .join('\n');
}

function scaleOf(results: readonly Result[]): Scale {
  const costs = results.flatMap(({ unit, samples }) =>
    Object.values(samples).map((list) => median(list) * (unit === 'ms' ? 1000 : 1)),
  );
  const shown = costs.filter((cost) => cost > 0);
  return { low: Math.min(...shown) / 2, high: Math.max(...shown) };
}

function lengthOf(cost: number, { low, high }: Scale): number {
  if (cost <= low) return 1;
  return (Math.log(cost / low) / Math.log(high / low)) * (WIDTH - LEFT - RIGHT);
}

function colorOf(name: string, names: readonly string[]): string {
  return COLORS[names.indexOf(name) % COLORS.length]!;
}

function text(x: number, y: number, words: string, attributes = ''): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="#212529" ${attributes}>${escaped}</text>`;
}
