/** How long the page cannot answer its user while much is stored or read. */
import { longestGap } from '../longest-gap.ts';
import type { Opened } from '../peers/peer.ts';
import { keysOf, pairsOf, small } from '../values.ts';
import type { Workload } from './workload.ts';

const COUNT = 5000;

function blocking(id: string, title: string, work: (opened: Opened) => unknown): Workload {
  return {
    id,
    title,
    unit: 'ms',
    rounds: 3,
    options: { memory: false },
    fill: () => pairsOf(COUNT, small),
    trial: ({ opened }) => longestGap(() => work(opened)),
  };
}

const pairs = pairsOf(COUNT, small);
const keys = keysOf(COUNT);

export const blockings: readonly Workload[] = [
  blocking('block-store', 'longest block, storing 5,000', (opened) => opened.setMany(pairs)),
  blocking('block-read', 'longest block, reading 5,000', (opened) => opened.getMany(keys)),
];
