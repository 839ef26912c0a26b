/** Gets from memory and from the database, alone and together. */
import { allPeers, fewPeers, plainPeers } from '../peers/index.ts';
import { map } from '../peers/map.ts';
import type { Opened } from '../peers/peer.ts';
import { keysOf, pairsOf, SIZES, type Size, shortText } from '../values.ts';
import { fillWith, type Suite, type Workload } from './suite.ts';

const HOT = 50;
const LONE = 50;
/** How many hot gets are made in a run: single ones are too short for the clock. */
const HOT_RUN = 500;
/** One entry in so many is asked for. */
const STRIDE = 40;

const text = { id: 'string', title: 'a short string', make: shortText };

export const hotReads: readonly Suite[] = [text, ...SIZES].map(({ id, title, make }) => ({
  id: `hot-${id}`,
  title: `hot reads, ${title}`,
  section: 'reads',
  peers: [...fewPeers, map],
  fill: (opened) => fillWith(opened, pairsOf(HOT, make)),
  workloads: [hotGet(id, title)],
}));

export const coldReads: readonly Suite[] = SIZES.map((size) => ({
  id: `cold-${size.id}`,
  title: `cold reads, ${size.title}`,
  section: 'reads',
  peers: size.id === '50kb' ? plainPeers : allPeers,
  options: { memory: false },
  fill: (opened) => fillWith(opened, pairsOf(size.scattered * STRIDE, size.make), 500),
  workloads: [loneGet(size), parallelGets(size), getManyDense(size), getManySparse(size)],
}));

function hotGet(id: string, title: string): Workload {
  const keys = keysOf(HOT);
  return {
    id: `hot-get-${id}`,
    title: `get from memory, ${title}`,
    operations: HOT_RUN,
    run: (opened) => inTurn(opened, keys, HOT_RUN / HOT),
  };
}

function loneGet({ id, title }: Size): Workload {
  const keys = keysOf(LONE);
  return {
    id: `get-${id}`,
    title: `get, ${title}`,
    operations: LONE,
    run: (opened) => inTurn(opened, keys),
  };
}

function parallelGets({ id, title, together }: Size): Workload {
  const keys = keysOf(together);
  return {
    id: `gets-${id}`,
    title: `${together} gets at once, ${title}`,
    run: (opened) => opened.together?.get(keys) ?? Promise.all(keys.map((key) => opened.get(key))),
  };
}

function getManyDense({ id, title, together }: Size): Workload {
  const keys = keysOf(together);
  return {
    id: `get-many-${id}`,
    title: `getMany of ${together} neighbours, ${title}`,
    run: (opened) => opened.getMany(keys),
  };
}

function getManySparse({ id, title, scattered }: Size): Workload {
  const keys = keysOf(scattered, STRIDE);
  return {
    id: `get-many-sparse-${id}`,
    title: `getMany of ${scattered} scattered (1 in ${STRIDE}), ${title}`,
    run: (opened) => opened.getMany(keys),
  };
}

async function inTurn(opened: Opened, keys: readonly string[], times = 1): Promise<void> {
  for (let n = 0; n < times; n++) for (const key of keys) await opened.get(key);
}
