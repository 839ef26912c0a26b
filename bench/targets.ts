/** What Shelflife is to reach against its peers, and whether it does. */
import { EMPTY_CALL } from './peers/empty-call.ts';
import { MAIN_THREAD, WORKER } from './peers/in-worker.ts';
import { features } from './peers/shelflife.ts';
import type { Result } from './rounds.ts';
import { ratio } from './statistics.ts';

interface Target {
  readonly title: string;
  readonly workload: string;
  /** Whose cost is divided by ours. */
  readonly against: string;
  /** Whose cost is allowed for besides. */
  readonly plus?: string;
  /** Who we are, where that is not Shelflife as such. */
  readonly ours?: string;
  readonly least: number;
  readonly aim: number;
  readonly needs?: keyof typeof features;
}

export interface Verdict {
  readonly title: string;
  readonly against: string;
  readonly least: number;
  readonly aim: number;
  /** `undefined` if it was not measured. */
  readonly ratio: number | undefined;
  readonly verdict: 'aim' | 'at least' | 'missed' | 'not built yet' | 'not measured';
}

const KEYVAL = 'idb-keyval';
const RAW = 'raw IndexedDB';
const DEXIE = 'Dexie';

const TARGETS: readonly Target[] = [
  {
    title: 'hot get of a 300-byte object',
    workload: 'hot-get-small',
    against: KEYVAL,
    least: 100,
    aim: 200,
    needs: 'memory',
  },
  {
    title: 'hot get of a string',
    workload: 'hot-get-string',
    against: KEYVAL,
    least: 100,
    aim: 400,
    needs: 'memory',
  },
  plain('cold-get-500', '500 parallel cold gets', KEYVAL, 2, 5),
  plain('get-many-dense', 'getMany, dense, small values', KEYVAL, 3, 6),
  plain('get-many-dense', 'getMany, dense, small values', DEXIE, 3, 6),
  plain('get-many-sparse', 'getMany, sparse', KEYVAL, 1, 1.5),
  plain('get-many-dense-large', 'getMany, dense, large values', KEYVAL, 1, 1.5),
  plain('get-many-sparse-large', 'getMany, sparse, large values', KEYVAL, 1, 1.5),
  plain('set-500', '500 parallel sets', KEYVAL, 6, 9),
  plain('set-many-500', 'setMany of 500', KEYVAL, 0.95, 1.2),
  plain('set-many-500', 'setMany of 500', RAW, 0.9, 1),
  plain('incr-500', '500 parallel incr of one key', KEYVAL, 60, 150),
  plain('cold-get-1', 'sequential awaited get', KEYVAL, 0.95, 1.1),
  plain('set-sequential', 'sequential awaited set', KEYVAL, 0.95, 1.1),
  {
    title: "sequential set, 'queued'",
    workload: 'set-queued',
    against: KEYVAL,
    least: 30,
    aim: 200,
    needs: 'queued',
  },
  plain('open-get', 'open plus first get', KEYVAL, 0.8, 1),
  ...['get', 'set'].map(
    (call): Target => ({
      title: `${call} with 100,000 entries held`,
      workload: `held-${call}`,
      against: '1,000 held',
      ours: '100,000 held',
      least: 0.8,
      aim: 1,
    }),
  ),
  inWorker('worker-hot-get-small', 'hot get of a 300-byte object', 0.9, 1),
  inWorker('worker-hot-get-string', 'hot get of a string', 0.9, 1),
  { ...inWorker('worker-cold-get-1', 'sequential awaited get', 1, 1.2), plus: EMPTY_CALL },
  inWorker('worker-cold-get-500', '500 parallel cold gets', 1 / 1.5, 1),
  inWorker('storing-many-longest', 'storing 5,000: longest task', 1, 2),
  inWorker('storing-many-busy', 'storing 5,000: busy time', 1, 2),
  inWorker('storing-many-text-longest', 'storing 5,000 as JSON text: longest task', 1, 2),
  inWorker('storing-many-text-busy', 'storing 5,000 as JSON text: busy time', 1, 2),
];

function inWorker(workload: string, title: string, least: number, aim: number): Target {
  const words = `in a worker: ${title}`;
  return { workload, title: words, against: MAIN_THREAD, ours: WORKER, least, aim };
}

function plain(
  workload: string,
  title: string,
  against: string,
  least: number,
  aim: number,
): Target {
  return { workload, title, against, least, aim };
}

export function judge(results: readonly Result[]): Verdict[] {
  return TARGETS.map((target) => {
    const { title, plus, least, aim } = target;
    const reached = reachedBy(target, results);
    const against = plus ? `${target.against} + ${plus}` : target.against;
    return { title, against, least, aim, ratio: reached, verdict: verdict(target, reached) };
  });
}

function reachedBy(target: Target, results: readonly Result[]): number | undefined {
  const { workload, against, plus = '', ours = 'Shelflife' } = target;
  const samples = results.find(({ id }) => id === workload)?.samples;
  const extra = samples?.[plus];
  const costs = samples?.[against]?.map((cost, round) => cost + (extra?.[round] ?? 0));
  const own = samples?.[ours];
  return costs && own && ratio(costs, own);
}

function verdict({ needs, least, aim }: Target, reached: number | undefined): Verdict['verdict'] {
  if (needs && !features[needs]) return 'not built yet';
  if (reached === undefined) return 'not measured';
  if (reached >= aim) return 'aim';
  return reached >= least ? 'at least' : 'missed';
}
