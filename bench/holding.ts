/** What Shelflife's calls cost with few and with many entries held, and what its sweep does. */
import { indexedDBStore } from 'shelflife';
import type { Pace, Progress } from './pace.ts';
import type { Opened } from './peers/peer.ts';
import { features, openCache } from './peers/shelflife.ts';
import { fillWith, type Result } from './rounds.ts';
import { keyOf, pairsOf, small } from './values.ts';

const CALLS = 50;
const SWEEPS = 5;
/** Seconds between two sweeps while they are watched. */
const SWEEP_INTERVAL = 0.03;

interface Held {
  readonly count: number;
  readonly name: string;
  readonly opened: Opened;
}

export async function runHolding(
  { held: counts, rounds, least }: Pace,
  progress: Progress,
): Promise<Result[]> {
  const held: Held[] = [];
  for (const count of counts) held.push(await hold(count));
  const get = blank('held-get', 'get, sequential', held);
  const set = blank('held-set', 'set, sequential', held);
  const sweep = blank('held-sweep', 'sweep that finds nothing', held);
  for (let round = -1; round < rounds; round++) {
    for (const { count, opened } of held) {
      const got = await perCall(count, least, (key) => opened.get(key));
      const put = await perCall(count, least, (key) => opened.set(key, small(round)));
      if (round < 0) continue;
      samplesOf(get, count).push(got);
      samplesOf(set, count).push(put);
    }
    progress((round + 2) / (rounds + 2));
  }
  for (const { count, name, opened } of held) {
    await opened.close();
    samplesOf(sweep, count).push(...(await watchSweeps(name)));
  }
  progress(1);
  return [get, set, sweep];
}

async function hold(count: number): Promise<Held> {
  const name = `held-${count}`;
  const memory = features.memory && { memory: false };
  const opened = openCache({ name, maxEntries: null, timeout: 3600, ...memory });
  await fillWith(opened, pairsOf(count, small));
  return { count, name, opened };
}

/** Keys from everywhere in the store, others each time. */
async function perCall(
  count: number,
  least: number,
  call: (key: string) => unknown,
): Promise<number> {
  const start = performance.now();
  let elapsed = 0;
  let calls = 0;
  while (elapsed < least) {
    for (let n = 0; n < CALLS; n++) await call(keyOf(Math.floor(Math.random() * count)));
    calls += CALLS;
    elapsed = performance.now() - start;
  }
  return (elapsed * 1000) / calls;
}

/** A cache that is otherwise idle begins a transaction only to sweep: µs that each is under way. */
async function watchSweeps(name: string): Promise<number[]> {
  const store = indexedDBStore({ sweepInterval: SWEEP_INTERVAL });
  const watched = openCache({ name, store, maxEntries: null });
  await watched.get('none');
  const durations = await nextTransactions(SWEEPS + 1);
  await watched.close();
  return durations.slice(1);
}

function nextTransactions(count: number): Promise<number[]> {
  const begin = IDBDatabase.prototype.transaction;
  const durations: number[] = [];
  return new Promise((resolve) => {
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args) {
      const start = performance.now();
      const transaction = begin.apply(this, args);
      transaction.addEventListener('complete', () => {
        durations.push((performance.now() - start) * 1000);
        if (durations.length < count) return;
        IDBDatabase.prototype.transaction = begin;
        resolve(durations);
      });
      return transaction;
    };
  });
}

function blank(id: string, title: string, held: readonly Held[]): Result {
  const samples = Object.fromEntries(held.map(({ count }) => [nameOf(count), []]));
  return { id, title, unit: 'µs', samples };
}

function samplesOf({ samples }: Result, count: number): number[] {
  return samples[nameOf(count)]!;
}

function nameOf(count: number): string {
  return `${count.toLocaleString('en')} held`;
}
