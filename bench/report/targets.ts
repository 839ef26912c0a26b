/** What Shelflife is to reach, and whether it does. */
import type { Result } from '../measuring/rounds.ts';
import type { Measure } from '../measuring/sample.ts';
import { IN_WORKER, OURS } from '../peers/shelflife.ts';
import { factorOf } from './costs.ts';

interface Target {
  readonly title: string;
  /** Ids: the slowest counts. */
  readonly workloads: readonly string[];
  readonly measure: Measure;
  /** Whose cost is divided by ours. */
  readonly against: string;
  readonly ours: string;
  /** Before values were encoded once. */
  readonly before: string;
  readonly least: number;
  readonly aim: number;
}

export interface Verdict {
  readonly title: string;
  readonly against: string;
  readonly before: string;
  readonly least: number;
  readonly aim: number;
  /** Of each workload. */
  readonly reached: readonly number[];
  readonly verdict: 'aim' | 'at least' | 'missed';
}

const KEYVAL = 'idb-keyval';
const LARGE = ['0.7mb', '1mb'].flatMap((id) =>
  ['keys', 'has', 'ttl', 'delete-many'].map((call) => `${call}-${id}`),
);

/** Against idb-keyval. */
function row(
  title: string,
  measure: Measure,
  workloads: readonly string[],
  before: string,
  [least, aim]: readonly [number, number],
): Target {
  return { title, workloads, measure, before, least, aim, against: KEYVAL, ours: OURS };
}

/** Against the main thread. */
function workerRow(...args: Parameters<typeof row>): Target {
  return { ...row(...args), against: OURS, ours: IN_WORKER };
}

/** At least what is reached already. */
function kept(title: string, workloads: readonly string[], before: number): Target {
  return row(title, 'whole', workloads, String(before), [before, before]);
}

const TARGETS: readonly Target[] = [
  row('own time of `setMany`, 0.3 kB', 'own', ['set-many-0.3kb'], '0.44', [0.65, 0.9]),
  row('busy time of `setMany`, 0.3 kB', 'busy', ['set-many-0.3kb'], '–', [0.65, 0.9]),
  row(
    'own time of `setMany`, 5 and 50 kB',
    'own',
    ['set-many-5kb', 'set-many-50kb'],
    '0.17',
    [0.7, 1],
  ),
  row(
    'busy time of `setMany`, 5 and 50 kB',
    'busy',
    ['set-many-5kb', 'set-many-50kb'],
    '–',
    [0.7, 1],
  ),
  row('`setMany` of 500, 0.3 kB', 'whole', ['set-many-0.3kb'], '0.69', [0.95, 1.2]),
  row('`setMany`, 5 and 50 kB', 'whole', ['set-many-5kb', 'set-many-50kb'], '0.39, 0.18', [0.8, 1]),
  row('lone `set`, awaited', 'whole', ['set-0.3kb'], '0.77', [0.9, 1]),
  row('lone `get`, awaited, memory off', 'whole', ['get-0.3kb'], '0.73', [0.9, 1]),
  row('`getMany` of 120 × 5 kB, dense', 'whole', ['get-many-5kb'], '0.52', [0.95, 1.3]),
  row(
    '`getMany`, sparse, 0.3, 5 and 50 kB',
    'whole',
    ['get-many-sparse-0.3kb', 'get-many-sparse-5kb', 'get-many-sparse-50kb'],
    '0.75',
    [0.95, 1],
  ),
  row('open and first `get`', 'whole', ['open-get'], '0.73', [0.9, 1]),
  row('own time of `set`, a million numbers', 'own', ['set-million'], '0.05', [0.6, 1]),
  row(
    '`keys()`, `has`, `ttl`, `deleteMany` beside 60 × 0.7 MB and 400 × 1 MB',
    'whole',
    LARGE,
    '0.02–0.06',
    [0.8, 1],
  ),
  workerRow(
    'worker: busy time of `setMany`, 5,000 × 5 kB',
    'busy',
    ['storing-many'],
    '1.6',
    [2.5, 4],
  ),
  workerRow('worker: lone `get`, memory off', 'whole', ['worker-get'], '0.4', [0.5, 0.67]),
  kept('`get` from memory, 0.3 kB', ['hot-get-0.3kb'], 150),
  kept('500 `get` at once, 0.3 kB', ['gets-0.3kb'], 5),
  kept('500 `set` at once, 0.3 kB', ['sets-0.3kb'], 5),
  kept('500 `incr` of one key at once', ['incrs'], 130),
  kept('`getMany` of 500, dense, 0.3 kB', ['get-many-0.3kb'], 1.8),
  kept("`set`, `acknowledge: 'queued'`, 0.3 kB", ['set-queued-0.3kb'], 90),
];

/** Of those of which anything was measured. */
export function judge(results: readonly Result[]): Verdict[] {
  return TARGETS.flatMap((target) => {
    const { title, against, before, least, aim } = target;
    const reached = reachedBy(target, results);
    if (reached.length === 0) return [];
    return { title, against, before, least, aim, reached, verdict: verdictOf(target, reached) };
  });
}

function reachedBy(
  { workloads, against, ours, measure }: Target,
  results: readonly Result[],
): number[] {
  return workloads.flatMap((workload) => {
    const result = results.find(({ id }) => id === workload);
    return (result && factorOf(result, against, ours, measure)) ?? [];
  });
}

function verdictOf({ least, aim }: Target, reached: readonly number[]): Verdict['verdict'] {
  const lowest = Math.min(...reached);
  if (lowest >= aim) return 'aim';
  return lowest >= least ? 'at least' : 'missed';
}
