/** What the libraries are asked to do: a short form of the benchmark. */
import type { Opened } from '../../bench/peers/peer.ts';
import { keysOf, pairsOf, row } from '../../bench/values.ts';

export interface Discipline {
  readonly id: string;
  readonly title: string;
  /** What one has to know to read the figures. */
  readonly note: string;
  /** Whether Shelflife may answer from memory. */
  readonly memory: boolean;
  /** How many calls a run makes one after the other: the figures are for one of them. */
  readonly calls: number;
  readonly run: (opened: Opened) => unknown;
}

const MANY = 100;
const keys = keysOf(MANY);
export const pairs = pairsOf(MANY, row);

const AGAIN = 200;
const FEW_READS = 20;
const FEW_WRITES = 10;

export const disciplines: readonly Discipline[] = [
  {
    id: 'again',
    title: 'get, what was read before',
    note: 'Shelflife answers from memory; the others have none, and ask the database.',
    memory: true,
    calls: AGAIN,
    run: (opened) => getInTurn(opened, AGAIN),
  },
  {
    id: 'get',
    title: 'get, from the database',
    note: 'One after the other, with Shelflife’s memory switched off.',
    memory: false,
    calls: FEW_READS,
    run: (opened) => getInTurn(opened, FEW_READS),
  },
  {
    id: 'gets',
    title: `${MANY} gets at once, from the database`,
    note: 'As when a page is put together.',
    memory: false,
    calls: 1,
    run: (opened) => Promise.all(keys.map((key) => opened.get(key))),
  },
  {
    id: 'get-many',
    title: `getMany of ${MANY}, from the database`,
    note: 'localForage has no such call: single ones are made at once.',
    memory: false,
    calls: 1,
    run: (opened) => opened.getMany(keys),
  },
  {
    id: 'set',
    title: 'set',
    note: 'One after the other, each until it is committed.',
    memory: true,
    calls: FEW_WRITES,
    run: (opened) => setInTurn(opened, FEW_WRITES),
  },
  {
    id: 'set-many',
    title: `setMany of ${MANY}`,
    note: 'localForage has no such call: single ones are made at once.',
    memory: true,
    calls: 1,
    run: (opened) => opened.setMany(pairs),
  },
];

async function getInTurn(opened: Opened, times: number) {
  for (let n = 0; n < times; n++) await opened.get(keys[n % FEW_READS]!);
}

async function setInTurn(opened: Opened, times: number) {
  for (const [key, value] of pairs.slice(0, times)) await opened.set(key, value);
}
