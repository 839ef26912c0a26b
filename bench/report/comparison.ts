/** Two builds of Shelflife, row by row: which rows fell. */
import type { Result } from '../measuring/rounds.ts';
import { MEASURES, type Measure } from '../measuring/sample.ts';
import { type Interval, intervalOf, median, ratios } from '../measuring/statistics.ts';
import { REFERENCE } from '../peers/shelflife.ts';
import { costsOf } from './costs.ts';
import { duration, factor, markdownTable } from './format.ts';

/** A row may lose so much. */
const TOLERATED = 0.95;
/** Of a task, in microseconds: smaller differences cannot be measured. */
const RESOLUTION = 10;
const FELL = '**fell**';
const UNCLEAR = 'unclear';

const WORDS: Record<Measure, string> = { whole: 'whole', own: 'own task', busy: 'busy' };

interface Comparison {
  readonly title: string;
  readonly measure: Measure;
  readonly other: number;
  readonly ours: number;
  /** Other by ours: above 1 this build is the faster one. */
  readonly ratio: Interval;
}

export function compareBuilds(results: readonly Result[]): string {
  const comparisons = results.flatMap((result) => comparisonsOf(result));
  const rows = comparisons.map((comparison) => {
    const { title, measure, other, ours, ratio } = comparison;
    return [
      title,
      WORDS[measure],
      duration(other),
      duration(ours),
      `${factor(ratio.median)} (${factor(ratio.from)}–${factor(ratio.to)})`,
      verdictOf(comparison),
    ];
  });
  const head = ['workload', 'time', 'other build', 'this build', 'other ÷ this', 'verdict'];
  return [
    '# Two builds of Shelflife',
    'Above 1× this build is the faster one; in brackets the bounds of the median with 99 % probability. ' +
      'A row *fell* if all of them are below 0.95×; it is *unclear* if only its median is, or if there were too few rounds: measure it again with `--only`.',
    markdownTable(head, rows),
    listOf(FELL, comparisons),
    listOf(UNCLEAR, comparisons),
    '',
  ].join('\n\n');
}

function listOf(verdict: string, comparisons: readonly Comparison[]): string {
  const rows = comparisons.filter((comparison) => verdictOf(comparison) === verdict);
  const lines = rows.map(
    ({ title, measure, ratio }) => `- ${title}, ${WORDS[measure]}: ${factor(ratio.median)}`,
  );
  return [`${rows.length} of ${comparisons.length} figures: ${verdict}`, ...lines].join('\n');
}

function comparisonsOf(result: Result): Comparison[] {
  const names = Object.keys(result.samples).filter((name) => !name.includes(REFERENCE));
  return names.flatMap((name) =>
    MEASURES.flatMap((measure) => {
      const ours = costsOf(result, name, measure);
      const others = costsOf(result, referenceOf(name), measure);
      // Some busy times are too short to be counted.
      if (!ours || !others || [...ours, ...others].includes(0)) return [];
      return {
        title: `${result.title} (${name})`,
        measure,
        other: median(others),
        ours: median(ours),
        ratio: intervalOf(ratios(others, ours)),
      };
    }),
  );
}

/** The sweeps' rows end in a remark, which comes after the name of the build. */
function referenceOf(name: string): string {
  const remark = ', nothing to sweep';
  return name.endsWith(remark)
    ? name.slice(0, -remark.length) + REFERENCE + remark
    : name + REFERENCE;
}

function verdictOf({ measure, ratio, other, ours }: Comparison): string {
  if (ratio.median >= TOLERATED) return 'holds';
  if (measure === 'own' && ours - other < RESOLUTION) return 'holds';
  return ratio.isSure && ratio.to < TOLERATED ? FELL : UNCLEAR;
}
