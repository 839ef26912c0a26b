/** The results as Markdown: what was to be reached, then a table for each section and measure. */
import type { Result } from '../measuring/rounds.ts';
import { MEASURES, type Measure } from '../measuring/sample.ts';
import { summarize } from '../measuring/statistics.ts';
import { OURS } from '../peers/shelflife.ts';
import type { SectionId } from '../suites/index.ts';
import { costsOf, factorOf, namesOf } from './costs.ts';
import { duration, factor, markdownTable, round } from './format.ts';
import { SECTIONS, type Section } from './sections.ts';
import type { Verdict } from './targets.ts';

export interface Size {
  readonly title: string;
  readonly bytes: number;
}

export type Results = Readonly<Partial<Record<SectionId, readonly Result[]>>>;

export interface Report {
  readonly environment: string;
  readonly results: Results;
  readonly verdicts: readonly Verdict[];
  readonly sizes: readonly Size[];
}

const MEASURE_TITLES: Record<Measure, string> = {
  whole: 'Time until the answer',
  own: "The call's own task on the main thread",
  busy: 'Busy time of the main thread',
};

const LEGEND =
  'Each cell: the median cost, (its lowest–highest round), and how many times ' +
  "Shelflife's cost that is: above 1× Shelflife is the faster one. A dash: the library cannot do it, or " +
  'was not measured. Rows of single calls show the cost of one, rows of many at once that of all. ' +
  'Time is measured from the call to the answer; *own task*: from the call to the end of the task it ' +
  'was made in, so how long the call itself blocks the page; *busy*: processor time of all tasks of ' +
  'the main thread until the answer, as the browser counts it (`TaskDuration`).';

export function toMarkdown({ environment, results, verdicts, sizes }: Report): string {
  const sections = SECTIONS.flatMap((section) => sectionOf(section, results[section.id] ?? []));
  return [
    '# Shelflife and its peers',
    environment,
    '## To reach',
    'How many times faster than the other one; where a row has several workloads, each, and the slowest counts.',
    toReach(verdicts),
    LEGEND,
    ...sections,
    '## Size of each import, minified and brotli-compressed',
    sizeTable(sizes),
    '',
  ].join('\n\n');
}

export function toReach(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ title, against, before, reached, least, aim, verdict }) => [
    title,
    against,
    before,
    reached.map(round).join(', '),
    String(least),
    String(aim),
    verdict,
  ]);
  return markdownTable(
    ['workload', 'against', 'before', 'reached', 'at least', 'aim', 'holds'],
    rows,
  );
}

function sectionOf({ title, words }: Section, results: readonly Result[]): string[] {
  if (results.length === 0) return [];
  const tables = MEASURES.flatMap((measure) => {
    const measured = results.filter((result) =>
      namesOf([result]).some((name) => costsOf(result, name, measure)),
    );
    if (measured.length === 0) return [];
    return [`### ${title}: ${MEASURE_TITLES[measure].toLowerCase()}`, table(measured, measure)];
  });
  return [`## ${title}`, words, ...tables];
}

/** A row for each result, a column for each library that took part in any. */
function table(results: readonly Result[], measure: Measure): string {
  const names = namesOf(results);
  const rows = results.map((result) => [
    result.title,
    ...names.map((name) => cell(result, name, measure)),
  ]);
  return markdownTable(['workload', ...names], rows);
}

function cell(result: Result, name: string, measure: Measure): string {
  const costs = costsOf(result, name, measure);
  if (!costs) return '–';
  const { median, low, high } = summarize(costs);
  const spread = costs.length > 1 ? ` (${duration(low)}–${duration(high)})` : '';
  const times = name === OURS ? undefined : factorOf(result, name, OURS, measure);
  const isSensible = times !== undefined && Number.isFinite(times);
  return `${duration(median)}${spread}${isSensible ? ` **${factor(times)}**` : ''}`;
}

function sizeTable(sizes: readonly Size[]): string {
  const rows = sizes.map(({ title, bytes }) => [title, `${(bytes / 1000).toFixed(2)} kB`]);
  return markdownTable(['import', 'size'], rows);
}
