/** Calls that need no value, beside values that are large: none of them should read one. */
import { fewPeers } from '../peers/index.ts';
import type { Opened, Pair } from '../peers/peer.ts';
import { keysOf, longText, randomBytes, sharedPairsOf } from '../values.ts';
import { fillWith, type Suite } from './suite.ts';

const CHUNK = 20;
const LONE = 20;
const DELETED = 20;

interface Stock {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly make: () => unknown;
}

const STOCKS: readonly Stock[] = [
  { id: '0.7mb', title: '60 strings of 0.7 MB', count: 60, make: () => longText(700_000) },
  { id: '1mb', title: '400 buffers of 1 MB', count: 400, make: () => randomBytes(1_000_000) },
];

export const besideLargeValues: readonly Suite[] = STOCKS.map(({ id, title, count, make }) => {
  let pairs: readonly Pair[] = [];
  const lone = keysOf(LONE);
  const doomed = keysOf(DELETED);
  return {
    id: `large-${id}`,
    title: `beside ${title}`,
    section: 'large',
    peers: fewPeers,
    options: { memory: false },
    fill(opened, _peer, { shrink }) {
      if (pairs.length === 0) pairs = sharedPairsOf(Math.max(DELETED, count / shrink), make());
      return fillWith(opened, pairs, CHUNK);
    },
    workloads: [
      { id: `keys-${id}`, title: `keys(), ${title}`, run: (opened) => opened.keys!() },
      {
        id: `has-${id}`,
        title: `has, ${title}`,
        operations: LONE,
        run: (opened) => inTurn(lone, (key) => opened.has!(key)),
      },
      {
        id: `ttl-${id}`,
        title: `ttl, ${title}`,
        operations: LONE,
        run: (opened) => inTurn(lone, (key) => opened.ttl!(key)),
      },
      {
        id: `delete-many-${id}`,
        title: `deleteMany of ${DELETED}, ${title}`,
        isLong: true,
        run: (opened) => opened.deleteMany!(doomed),
        reset: (opened: Opened) => opened.setMany(pairs.slice(0, DELETED)),
      },
    ],
  };
});

async function inTurn(keys: readonly string[], call: (key: string) => unknown): Promise<void> {
  for (const key of keys) await call(key);
}
