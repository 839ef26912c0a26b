/** Sets, alone and together, and queued ones. */
import { allPeers, fewPeers, plainPeers } from '../peers/index.ts';
import type { Opened, Pair } from '../peers/peer.ts';
import { pairsOf, SIZES, type Size } from '../values.ts';
import { fillWith, type Suite, type Workload } from './suite.ts';

const LONE = 20;
const QUEUED = 50;

export const writes: readonly Suite[] = SIZES.map((size) => {
  const pairs = pairsOf(size.together, size.make);
  return {
    id: `writes-${size.id}`,
    title: `writes, ${size.title}`,
    section: 'writes',
    peers: size.id === '50kb' ? plainPeers : allPeers,
    fill: (opened) => fillWith(opened, pairs),
    workloads: [loneSet(size, pairs), parallelSets(size, pairs), setMany(size, pairs)],
  };
});

export const queuedWrites: readonly Suite[] = SIZES.map(({ id, title, make }) => {
  const pairs = pairsOf(QUEUED, make);
  return {
    id: `queued-${id}`,
    title: `queued writes, ${title}`,
    section: 'writes',
    peers: fewPeers,
    options: { acknowledge: 'queued' },
    fill: (opened) => fillWith(opened, pairs),
    workloads: [
      {
        id: `set-queued-${id}`,
        title: `set, acknowledge: 'queued', ${title}`,
        operations: QUEUED,
        run: (opened) => inTurn(opened, pairs),
      },
    ],
  };
});

function loneSet({ id, title }: Size, pairs: readonly Pair[]): Workload {
  const few = pairs.slice(0, LONE);
  return {
    id: `set-${id}`,
    title: `set, ${title}`,
    operations: LONE,
    run: (opened) => inTurn(opened, few),
  };
}

function parallelSets({ id, title, together }: Size, pairs: readonly Pair[]): Workload {
  return {
    id: `sets-${id}`,
    title: `${together} sets at once, ${title}`,
    run: (opened) =>
      opened.together?.set(pairs) ??
      Promise.all(pairs.map(([key, value]) => opened.set(key, value))),
  };
}

function setMany({ id, title, together }: Size, pairs: readonly Pair[]): Workload {
  return {
    id: `set-many-${id}`,
    title: `setMany of ${together}, ${title}`,
    run: (opened) => opened.setMany(pairs),
  };
}

async function inTurn(opened: Opened, pairs: readonly Pair[]): Promise<void> {
  for (const [key, value] of pairs) await opened.set(key, value);
}
