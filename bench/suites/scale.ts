/** What calls cost with many entries held. */
import { fewPeers } from '../peers/index.ts';
import type { Opened, OpenOptions, Peer } from '../peers/peer.ts';
import { inPage } from '../peers/shelflife.ts';
import { keyOf, pairsOf, row } from '../values.ts';
import { fillWith, type Suite } from './suite.ts';
import { gapOf } from './worker.ts';

const LONE = 20;
const FEW = 1_000;
const MANY = 100_000;
const KEYS = 200_000;
const FILL_CHUNK = 10_000;

const options: OpenOptions = { memory: false, maxEntries: null, timeout: 3600 };

export const FEW_HELD = `Shelflife, ${FEW.toLocaleString('en')} held`;
export const MANY_HELD = `Shelflife, ${MANY.toLocaleString('en')} held`;

const withFew = inPage(FEW_HELD);
const withMany = inPage(MANY_HELD);

export const held: Suite = {
  id: 'held',
  title: 'with few and many entries held',
  section: 'scale',
  peers: [withFew, withMany],
  options,
  fill: (opened, peer, { shrink }) => fillWith(opened, pairsOf(countOf(peer, shrink), row)),
  workloads: [
    {
      id: 'held-get',
      title: 'get, 0.3 kB, from anywhere in the store',
      operations: LONE,
      run: (opened) => inTurn((key) => opened.get(key)),
    },
    {
      id: 'held-set',
      title: 'set, 0.3 kB, anywhere in the store',
      operations: LONE,
      run: (opened) => inTurn((key) => opened.set(key, row(0))),
    },
  ],
};

export const allKeys: Suite = {
  id: 'all-keys',
  title: 'all keys',
  section: 'scale',
  peers: fewPeers,
  options,
  async fill(opened, _peer, { shrink }) {
    await fillWith(opened, pairsOf(KEYS / shrink, Number), FILL_CHUNK);
  },
  workloads: [
    {
      id: 'keys-all',
      title: 'keys({ all: true }) of 200,000',
      isLong: true,
      run: (opened) => opened.keys!(),
    },
    {
      id: 'keys-all-gap',
      title: 'longest block of the page, keys({ all: true }) of 200,000',
      isLong: true,
      run: () => {},
      measure: gapOf((opened: Opened) => opened.keys!()),
    },
  ],
};

function countOf({ name }: Peer, shrink: number): number {
  return name.startsWith(FEW_HELD) ? FEW : MANY / shrink;
}

/** Keys that even the smaller store has. */
async function inTurn(call: (key: string) => unknown): Promise<void> {
  for (let n = 0; n < LONE; n++) await call(keyOf(Math.floor(Math.random() * FEW)));
}
