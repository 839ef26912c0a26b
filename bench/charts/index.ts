/** The three charts of the report. */
import type { Result } from '../measuring/rounds.ts';
import { OURS } from '../peers/shelflife.ts';
import { factorOf } from '../report/costs.ts';
import { KINDS, SIZES } from '../values.ts';
import { costChart } from './cost-chart.ts';
import { ratioChart } from './ratio-chart.ts';

const KEYVAL = 'idb-keyval';
const NAMES = [OURS, KEYVAL, 'raw IndexedDB'];

const HEADLINES = [
  'hot-get-0.3kb',
  'incrs',
  'set-queued-0.3kb',
  'gets-0.3kb',
  'sets-0.3kb',
  'get-many-0.3kb',
  'get-many-sparse-0.3kb',
  'get-0.3kb',
  'set-0.3kb',
  'incr',
  'open-get',
  'set-many-0.3kb',
  'set-many-5kb',
  'set-many-50kb',
];

const READS = ['hot-get', 'get', 'get-many'].flatMap((call) =>
  SIZES.map(({ id }) => `${call}-${id}`),
);

const WRITES = [...SIZES.map(({ id }) => `set-many-${id}`), ...KINDS.map(({ id }) => `set-${id}`)];

/** SVG files by name. */
export function toCharts(results: readonly Result[]): Record<string, string> {
  const rows = (ids: readonly string[]) =>
    ids.flatMap((id) => results.find((result) => result.id === id) ?? []);
  return {
    'results.svg': ratioChart(
      'How many times as fast as idb-keyval',
      'Time until the answer, logarithmic: to the right of the line Shelflife is faster, to the left idb-keyval.',
      rows(HEADLINES).flatMap((result) => {
        const ratio = factorOf(result, KEYVAL, OURS, 'whole');
        return ratio === undefined ? [] : [{ title: result.title, ratio }];
      }),
    ),
    'reads.svg': costChart({
      title: 'Time until a read is answered, logarithmic: shorter is faster',
      results: rows(READS),
      measure: 'whole',
      names: NAMES,
    }),
    'blocking.svg': costChart({
      title: 'How long a write keeps the page busy, logarithmic: shorter is better',
      results: rows(WRITES),
      measure: 'busy',
      names: NAMES,
    }),
  };
}
