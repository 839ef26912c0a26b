/** Runs the race: every discipline, round by round, the libraries in turn. */
import { pause } from '../../bench/measuring/pause.ts';
import { timeRun } from '../../bench/measuring/timed-run.ts';
import { rotated } from '../../bench/measuring/turns.ts';
import type { Opened, Peer } from '../../bench/peers/peer.ts';
import { contenders } from './contenders.ts';
import { type Discipline, disciplines, pairs } from './disciplines.ts';

/** Enough for a verdict that one slow round does not overturn. */
const ROUNDS = 12;

const PREFIX = 'demo-race';

/** Milliseconds that one call took, round by round, for each library by name. */
export type Times = Readonly<Record<string, readonly number[]>>;

export interface Progress {
  readonly discipline: Discipline;
  readonly times: Times;
  /** From 0 to 1. */
  readonly share: number;
}

/** Reports each round. Ends early when the signal aborts. Leaves no database behind. */
export async function* race(signal: AbortSignal): AsyncGenerator<Progress> {
  await removeDatabases();
  try {
    for (const [at, discipline] of disciplines.entries()) {
      if (signal.aborted) return;
      for await (const { times, round } of rounds(discipline, signal))
        yield { discipline, times, share: (at + round / ROUNDS) / disciplines.length };
    }
  } finally {
    await removeDatabases();
  }
}

interface Runner {
  readonly peer: Peer;
  readonly opened: Opened;
  readonly times: number[];
}

async function* rounds(discipline: Discipline, signal: AbortSignal) {
  const runners = await Promise.all(contenders.map((peer) => prepare(peer, discipline)));
  try {
    for (let round = 0; round < ROUNDS && !signal.aborted; round++) {
      for (const runner of rotated(runners, round)) await run(runner, discipline);
      yield { times: timesOf(runners), round: round + 1 };
    }
  } finally {
    await Promise.all(runners.map(({ opened }) => opened.close()));
  }
}

async function prepare(peer: Peer, { id, memory, run }: Discipline): Promise<Runner> {
  // A name that was never used: localForage keeps its connections for as long as the page lives.
  const name = `${PREFIX}-${id}-${crypto.randomUUID()}`;
  const opened = await peer.open(name, { memory });
  await opened.setMany(pairs);
  await run(opened);
  return { peer, opened, times: [] };
}

async function run({ opened, times }: Runner, discipline: Discipline) {
  await pause(times.at(-1));
  const { whole } = await timeRun(() => discipline.run(opened));
  times.push(whole / discipline.calls);
}

const timesOf = (runners: readonly Runner[]): Times =>
  Object.fromEntries(runners.map(({ peer, times }) => [peer.name, [...times]]));

async function removeDatabases() {
  for (const { name } of await indexedDB.databases())
    if (name?.includes(PREFIX)) indexedDB.deleteDatabase(name);
}
