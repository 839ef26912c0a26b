/** Atomic counters, alone and together. */
import { allPeers } from '../peers/index.ts';
import type { Opened } from '../peers/peer.ts';
import type { Suite } from './suite.ts';

const LONE = 20;
const TOGETHER = 500;
const COUNTER = 'roll';

export const counters: Suite = {
  id: 'counters',
  title: 'counters',
  section: 'writes',
  peers: allPeers,
  fill: (opened) => opened.set(COUNTER, 0),
  workloads: [
    { id: 'incr', title: 'incr', operations: LONE, run: countInTurn, can },
    { id: 'incrs', title: `${TOGETHER} incr of one key at once`, run: countTogether, can },
  ],
};

function can({ opened }: { opened: Opened }): boolean {
  return opened.incr !== undefined;
}

async function countInTurn(opened: Opened): Promise<void> {
  for (let n = 0; n < LONE; n++) await opened.incr?.(COUNTER);
}

function countTogether(opened: Opened): unknown {
  const each = () => Promise.all(Array.from({ length: TOGETHER }, () => opened.incr?.(COUNTER)));
  return opened.together?.incr(COUNTER, TOGETHER) ?? each();
}
