/** Workloads that share a fixture: each library has a database, filled once. */
import { measureOverhead, type Overhead } from '../measuring/busy-time.ts';
import { type Result, runWorkload, type Subject } from '../measuring/rounds.ts';
import type { Sample } from '../measuring/sample.ts';
import type { Pace, Progress } from '../pace.ts';
import { comparable } from '../peers/index.ts';
import type { Opened, OpenOptions, Pair, Peer } from '../peers/peer.ts';
import type { Piece } from './index.ts';

export interface Workload {
  readonly id: string;
  readonly title: string;
  /** How many operations a run makes one after the other; 1 if it is a single call. @default 1 */
  readonly operations?: number;
  readonly run: (opened: Opened) => unknown;
  /** Undoes a run, unmeasured. */
  readonly reset?: (opened: Opened) => unknown;
  /** Measured in a way of its own, not by `run`. */
  readonly measure?: (subject: Subject, overhead: Overhead) => Promise<Sample>;
  readonly can?: (subject: Subject) => boolean;
  /** Long ones have fewer rounds. */
  readonly isLong?: boolean;
}

export interface Suite {
  readonly id: string;
  readonly title: string;
  readonly section: Piece['section'];
  readonly peers: readonly Peer[];
  readonly options?: OpenOptions;
  readonly fill: (opened: Opened, peer: Peer, pace: Pace) => unknown;
  readonly workloads: readonly Workload[];
}

export function toPiece(suite: Suite): Piece {
  const { title, section, workloads } = suite;
  const rows = workloads.map((workload) => workload.title);
  return {
    title,
    section,
    rows,
    run: (pace, progress, wanted) => runSuite(suite, pace, progress, wanted),
  };
}

async function runSuite(
  suite: Suite,
  pace: Pace,
  progress: Progress,
  wanted: (row: string) => boolean,
): Promise<Result[]> {
  const workloads = suite.workloads.filter(({ title }) => wanted(title));
  const subjects = await prepare(suite, pace);
  const overhead = await measureOverhead();
  const results: Result[] = [];
  for (const [at, workload] of workloads.entries()) {
    const advance: Progress = (share) => progress((at + share) / workloads.length);
    results.push(await runWorkload(workload, subjects, pace, overhead, advance));
  }
  return results;
}

async function prepare({ id, peers, options = {}, fill }: Suite, pace: Pace): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const peer of comparable(peers)) {
    const database = `${id}/${peer.name}`;
    const opened = await peer.open(database, options);
    await fill(opened, peer, pace);
    subjects.push({ peer, database, opened });
  }
  return subjects;
}

const CHUNK = 5_000;

/** Stores so many at a time. */
export async function fillWith(
  opened: Opened,
  pairs: readonly Pair[],
  chunk = CHUNK,
): Promise<void> {
  for (let at = 0; at < pairs.length; at += chunk)
    await opened.setMany(pairs.slice(at, at + chunk));
}
