/** Gets, hot and cold, alone and together. */
import type { Opened } from '../peers/peer.ts';
import { keysOf, large, type Make, medium, pairsOf, small, text } from '../values.ts';
import { repeating, type Workload } from './workload.ts';

const HOT = 50;
const COLD = 500;

function hotGet(id: string, what: string, make: Make): Workload {
  const keys = keysOf(HOT);
  return {
    id: `hot-get-${id}`,
    title: `hot get, ${what}`,
    unit: 'µs',
    fill: () => pairsOf(HOT, make),
    trial: repeating(HOT, (opened) => inTurn(opened, keys)),
  };
}

function coldGets(parallel: number): Workload {
  const keys = keysOf(COLD);
  const groups = Array.from({ length: Math.min(COLD / parallel, HOT) }, (_, at) =>
    keys.slice(at * parallel, (at + 1) * parallel),
  );
  return {
    id: `cold-get-${parallel}`,
    title: parallel === 1 ? 'cold get, sequential' : `${parallel} parallel cold gets`,
    unit: 'µs',
    options: { memory: false },
    fill: () => pairsOf(COLD, small),
    trial: repeating(groups.length * parallel, async (opened) => {
      for (const group of groups) await atOnce(opened, group);
    }),
  };
}

interface ManyOptions {
  readonly what: string;
  readonly make: Make;
  readonly keys: number;
  readonly stride: number;
}

function getMany(id: string, { what, make, keys: count, stride }: ManyOptions): Workload {
  const keys = keysOf(count, stride);
  return {
    id: `get-many-${id}`,
    title: `getMany of ${count}, ${what}`,
    unit: 'µs',
    options: { memory: false },
    fill: () => pairsOf(count * stride, make),
    trial: repeating(count, (opened) => opened.getMany(keys)),
  };
}

async function inTurn(opened: Opened, keys: readonly string[]): Promise<void> {
  for (const key of keys) await opened.get(key);
}

function atOnce(opened: Opened, keys: readonly string[]): unknown {
  if (keys.length === 1) return opened.get(keys[0]!);
  return opened.together?.get(keys) ?? Promise.all(keys.map((key) => opened.get(key)));
}

export const reads: readonly Workload[] = [
  hotGet('string', 'string', text),
  hotGet('small', '300-byte object', small),
  hotGet('medium', '5 kB object', medium),
  coldGets(1),
  coldGets(10),
  coldGets(500),
  getMany('dense', { what: 'dense', make: small, keys: 500, stride: 1 }),
  getMany('sparse', { what: 'sparse (1 in 40)', make: small, keys: 125, stride: 40 }),
  getMany('dense-large', { what: 'dense, 50 kB values', make: large, keys: 50, stride: 1 }),
  getMany('sparse-large', {
    what: 'sparse (1 in 40), 50 kB values',
    make: large,
    keys: 10,
    stride: 40,
  }),
];
