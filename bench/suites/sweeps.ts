/** How long a `set` waits while expired entries are swept, in this tab alone and in eight at once. */
import { pause } from '../measuring/pause.ts';
import type { Result } from '../measuring/rounds.ts';
import type { Sample } from '../measuring/sample.ts';
import { quantile } from '../measuring/statistics.ts';
import type { Pace, Progress } from '../pace.ts';
import { comparable } from '../peers/index.ts';
import type { Opened, OpenOptions, Peer } from '../peers/peer.ts';
import { shelflife } from '../peers/shelflife.ts';
import { keyOf, pairsOf, row } from '../values.ts';
import type { Piece } from './index.ts';
import { fillWith } from './suite.ts';

const SETS = 300;
/** Ms: sweeps end. */
const LONGEST_LOOK = 6_000;
const HOUR = 3_600_000;
/** Seconds. */
const NEVER = 1e6;
const SOON = 1;
const FILL_CHUNK = 10_000;

interface Scene {
  readonly id: string;
  readonly words: string;
  readonly entries: number;
  readonly tabs: number;
}

const SCENES: readonly Scene[] = [
  { id: 'sweep', words: 'one tab sweeps 100,000', entries: 100_000, tabs: 1 },
  { id: 'sweeps', words: '8 tabs sweep the same 9,900', entries: 9_900, tabs: 8 },
];

const FIGURES = {
  median: (waits: readonly number[]) => quantile(waits, 0.5),
  p95: (waits: readonly number[]) => quantile(waits, 0.95),
  longest: (waits: readonly number[]) => Math.max(...waits),
};

type Figure = keyof typeof FIGURES;

export const sweeps: readonly Piece[] = SCENES.map((scene) => ({
  title: `set while ${scene.words}`,
  section: 'scale',
  rows: figures().map((figure) => rowOf(scene, figure)),
  run: (pace, progress) => runScene(scene, pace, progress),
}));

async function runScene(scene: Scene, pace: Pace, progress: Progress): Promise<Result[]> {
  const peers = comparable([shelflife]);
  const waits: Record<string, number[]> = {};
  for (const [at, peer] of peers.entries()) {
    const database = `${scene.id}/${peer.name}`;
    await fillExpired(peer, database, scene.entries / pace.shrink);
    waits[`${peer.name}, nothing to sweep`] = await waitsOf(peer, database, NEVER);
    progress((at + 0.5) / peers.length);
    if (scene.tabs > 1) await sweepInOtherTabs(database, peer.name, scene.tabs - 1);
    waits[peer.name] = await waitsOf(peer, database, SOON);
    progress((at + 1) / peers.length);
  }
  return figures().map((figure) => toResult(scene, figure, waits));
}

/** Opens a cache that sweeps soon; called in the other tabs. */
export async function sweepAlong(database: string, peerName: string): Promise<void> {
  const peer = comparable([shelflife]).find(({ name }) => name === peerName)!;
  const opened = await peer.open(database, optionsFor(SOON));
  await opened.get('none');
}

/** The entries are an hour old by the clock of the cache that stores them, and were to live a minute. */
async function fillExpired(peer: Peer, database: string, count: number): Promise<void> {
  const now = () => Date.now() - HOUR;
  const filler = await peer.open(database, { ...optionsFor(NEVER), timeout: 60, now });
  await fillWith(filler, pairsOf(count, Number), FILL_CHUNK);
  await filler.close();
}

async function waitsOf(peer: Peer, database: string, sweepInterval: number): Promise<number[]> {
  const opened = await peer.open(database, optionsFor(sweepInterval));
  await opened.get('none');
  await new Promise((resume) => setTimeout(resume, SOON * 1000));
  const waits = await timeSets(opened);
  await opened.close();
  return waits;
}

/** Ms. */
async function timeSets(opened: Opened): Promise<number[]> {
  const waits: number[] = [];
  const begin = performance.now();
  for (let n = 0; n < SETS && performance.now() - begin < LONGEST_LOOK; n++) {
    await pause();
    const start = performance.now();
    await opened.set(`fresh:${keyOf(n)}`, row(n));
    waits.push(performance.now() - start);
  }
  return waits;
}

function optionsFor(sweepInterval: number): OpenOptions {
  return { sweepInterval, maxEntries: null };
}

function toResult(scene: Scene, figure: Figure, waits: Record<string, number[]>): Result {
  const samples = Object.entries(waits).map(([name, list]): [string, Sample[]] => [
    name,
    [{ whole: FIGURES[figure](list) * 1000 }],
  ]);
  return {
    id: `${scene.id}-${figure}`,
    title: rowOf(scene, figure),
    samples: Object.fromEntries(samples),
  };
}

function figures(): Figure[] {
  return Object.keys(FIGURES) as Figure[];
}

function rowOf({ words }: Scene, figure: Figure): string {
  return `set while ${words}: ${figure}`;
}
