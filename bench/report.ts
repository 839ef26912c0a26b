/** The results as people read them: Markdown tables of medians, spreads and ratios. */
import { MAIN_THREAD } from './peers/in-worker.ts';
import type { Result } from './rounds.ts';
import { ratio, summarize } from './statistics.ts';
import type { Verdict } from './targets.ts';

export interface Size {
  readonly title: string;
  readonly bytes: number;
}

/**
 * Side by side; Shelflife on the main thread and in a worker; what storing much costs the main thread;
 * Shelflife alone, by the number of entries held.
 */
export const PARTS = ['results', 'crossing', 'storing', 'holding'] as const;
export type Part = (typeof PARTS)[number];
export type Parts = Readonly<Record<Part, readonly Result[]>>;

export interface Report {
  readonly environment: string;
  readonly parts: Parts;
  readonly verdicts: readonly Verdict[];
  readonly sizes: readonly Size[];
}

export const OURS = 'Shelflife';

export function toMarkdown(report: Report): string {
  const { results, crossing, storing, holding } = report.parts;
  return [
    '# Shelflife and its peers',
    report.environment,
    'Each cell: the median cost of one operation, (its lowest–highest round), and how many times ' +
      "Shelflife's cost that is: above 1× Shelflife is the faster one. A dash: the library cannot do it. " +
      'What raw IndexedDB is asked at once shares one transaction.',
    against(OURS, results),
    '## To reach',
    toReach(report.verdicts),
    '## Shelflife in a worker',
    "As many times the main thread's cost. An empty Comlink call: what each call would cost at the " +
      'least if it were sent by itself.',
    against(MAIN_THREAD, crossing),
    '## What the main thread has to bear while 5,000 entries of 5 kB are stored',
    'Its longest task (the longest wait of a message sent to and fro), and its busy time in all ' +
      '(processor time in tasks, as the browser counts it, `TaskDuration`).',
    against(MAIN_THREAD, storing),
    '## Shelflife alone, by entries held',
    table(holding, cell),
    '## Size of each import, minified and brotli-compressed',
    sizeTable(report.sizes),
    '',
  ].join('\n\n');
}

/** Each cost, and how many times that of `base` it is. */
function against(base: string, results: readonly Result[]): string {
  return table(results, (result, name) => {
    const factor = factorOf(result, name, base);
    return cell(result, name) + (name === base || factor === '' ? '' : ` **${factor}**`);
  });
}

/** A row for each result, a column for each who took part in any. */
function table(
  results: readonly Result[],
  toCell: (result: Result, name: string) => string,
): string {
  const names = [...new Set(results.flatMap(({ samples }) => Object.keys(samples)))];
  const rows = results.map((result) => [
    `${result.title} (${result.unit})`,
    ...names.map((name) => (result.samples[name] ? toCell(result, name) : '–')),
  ]);
  return markdownTable(['workload', ...names], rows);
}

function toReach(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ title, against, ratio: reached, least, aim, verdict }) => [
    title,
    against,
    reached === undefined ? '–' : `${round(reached)}×`,
    `${round(least)}×`,
    `${round(aim)}×`,
    verdict,
  ]);
  return markdownTable(['workload', 'against', 'reached', 'at least', 'aim', 'holds'], rows);
}

function sizeTable(sizes: readonly Size[]): string {
  const rows = sizes.map(({ title, bytes }) => [title, `${(bytes / 1000).toFixed(2)} kB`]);
  return markdownTable(['import', 'size'], rows);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}

function cell({ samples }: Result, name: string): string {
  const { median, low, high } = summarize(samples[name]!);
  return `${round(median)} (${round(low)}–${round(high)})`;
}

function factorOf({ samples }: Result, name: string, base: string): string {
  const ours = samples[base];
  return ours ? `${round(ratio(samples[name]!, ours))}×` : '';
}

/** Three digits that count. */
export function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(value < 0.1 ? 1 : value < 10 ? 2 : 3)));
}
