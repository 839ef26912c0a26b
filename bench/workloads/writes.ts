/** Sets and counters, alone and together. */
import type { Opened, OpenOptions, Pair } from '../peers/peer.ts';
import { pairsOf, small } from '../values.ts';
import { repeating, type Workload } from './workload.ts';

const ALONE = 50;
const TOGETHER = 500;
const COUNTER = 'roll';

function sets(id: string, title: string, options: OpenOptions): Workload {
  const pairs = pairsOf(ALONE, small);
  return {
    id,
    title,
    unit: 'µs',
    options,
    fill: () => pairs,
    trial: repeating(ALONE, async (opened) => {
      for (const [key, value] of pairs) await opened.set(key, value);
    }),
  };
}

function parallelSets(): Workload {
  const pairs = pairsOf(TOGETHER, small);
  return {
    id: 'set-500',
    title: '500 parallel sets',
    unit: 'µs',
    fill: () => pairs,
    trial: repeating(TOGETHER, (opened) => atOnce(opened, pairs)),
  };
}

function setMany(count: number, rounds?: number): Workload {
  const pairs = pairsOf(count, small);
  return {
    id: `set-many-${count}`,
    title: `setMany of ${count.toLocaleString('en')}`,
    unit: 'µs',
    ...(rounds !== undefined && { rounds }),
    fill: () => pairs,
    trial: repeating(count, (opened) => opened.setMany(pairs)),
  };
}

function incr(id: string, title: string, trial: Workload['trial']): Workload {
  return {
    id,
    title,
    unit: 'µs',
    fill: () => [[COUNTER, 0] satisfies Pair],
    can: ({ opened }) => opened.incr !== undefined,
    trial,
  };
}

function atOnce(opened: Opened, pairs: readonly Pair[]): unknown {
  return (
    opened.together?.set(pairs) ?? Promise.all(pairs.map(([key, value]) => opened.set(key, value)))
  );
}

function countTogether(opened: Opened): unknown {
  const each = () => Promise.all(Array.from({ length: TOGETHER }, () => opened.incr?.(COUNTER)));
  return opened.together?.incr(COUNTER, TOGETHER) ?? each();
}

async function countInTurn(opened: Opened): Promise<void> {
  for (let n = 0; n < ALONE; n++) await opened.incr?.(COUNTER);
}

export const writes: readonly Workload[] = [
  sets('set-sequential', 'set, sequential', { memory: false }),
  parallelSets(),
  setMany(500),
  setMany(5000, 3),
  incr('incr-sequential', 'incr, sequential', repeating(ALONE, countInTurn)),
  incr('incr-500', '500 parallel incr of one key', repeating(TOGETHER, countTogether)),
];

/** Only where writes can be acknowledged early. */
export const queuedSets: Workload = sets('set-queued', "set, sequential, acknowledge: 'queued'", {
  queued: true,
});
