/** Shelflife with its database work on the main thread and in a worker. */
import { longestGap } from '../measuring/longest-gap.ts';
import { pause } from '../measuring/pause.ts';
import type { Subject } from '../measuring/rounds.ts';
import type { Sample } from '../measuring/sample.ts';
import { emptyCall } from '../peers/empty-call.ts';
import type { Opened, OpenOptions, Pair, Peer } from '../peers/peer.ts';
import { rawInWorker } from '../peers/raw-in-worker.ts';
import { shelflife, shelflifeInWorker } from '../peers/shelflife.ts';
import { keysOf, pairsOf, row, rowsOf } from '../values.ts';
import { openingOf } from './opening.ts';
import { fillWith, type Suite, type Workload } from './suite.ts';

const COUNT = 500;
const LONE = 20;
const STORED = 5_000;
const GROUP = 250;
const STARTS = 3;

const memory: OpenOptions = { memory: false };
const peers: readonly Peer[] = [shelflife, shelflifeInWorker, rawInWorker, emptyCall];
const pairs = pairsOf(COUNT, row);
const keys = keysOf(COUNT);

export const crossing: Suite = {
  id: 'worker',
  title: 'in a worker: single calls and calls at once',
  section: 'worker',
  peers,
  options: memory,
  fill: (opened) => fillWith(opened, pairs),
  workloads: [
    lone('worker-get', 'get, 0.3 kB', (opened, [key]) => opened.get(key)),
    lone('worker-set', 'set, 0.3 kB', (opened, [key, value]) => opened.set(key, value)),
    {
      id: 'worker-gets',
      title: `${COUNT} gets at once, 0.3 kB`,
      run: (opened) =>
        opened.together?.get(keys) ?? Promise.all(keys.map((key) => opened.get(key))),
    },
    {
      id: 'worker-set-many',
      title: `setMany of ${COUNT}, 0.3 kB`,
      run: (opened) => opened.setMany(pairs),
    },
  ],
};

/** With nothing open before, so that the worker has to be started as well. */
export const starting: Suite = openingOf(
  'worker-start',
  'open and first get, the start of the worker included',
  [shelflife, shelflifeInWorker],
  STARTS,
  'worker',
);

let rows: readonly Pair[] = [];

export const storing: Suite = {
  id: 'storing',
  title: 'in a worker: much stored at once',
  section: 'worker',
  peers: [shelflife, shelflifeInWorker],
  fill(_opened, _peer, { shrink }) {
    if (rows.length === 0) rows = pairsOf(STORED / shrink, rowsOf(16));
  },
  workloads: [
    {
      id: 'storing-many',
      title: 'setMany of 5,000 × 5 kB',
      isLong: true,
      run: (opened) => opened.setMany(rows),
    },
    longestBlock('many', 'longest block of the page, setMany of 5,000 × 5 kB', (opened) =>
      opened.setMany(rows),
    ),
    longestBlock(
      'groups',
      `longest block of the page, the same ${GROUP} at a time`,
      async (opened) => {
        for (let at = 0; at < rows.length; at += GROUP)
          await opened.setMany(rows.slice(at, at + GROUP));
      },
    ),
  ],
};

function lone(id: string, title: string, call: (opened: Opened, pair: Pair) => unknown): Workload {
  const few = pairs.slice(0, LONE);
  return {
    id,
    title,
    operations: LONE,
    async run(opened) {
      for (const pair of few) await call(opened, pair);
    },
  };
}

function longestBlock(id: string, title: string, run: Workload['run']): Workload {
  return { id: `storing-${id}-gap`, title, run, isLong: true, measure: gapOf(run) };
}

/** A measurement of its own: its messages keep the page busy. */
export function gapOf(work: Workload['run']) {
  return async ({ opened }: Subject): Promise<Sample> => {
    await pause();
    return { whole: (await longestGap(() => work(opened))) * 1000 };
  };
}
