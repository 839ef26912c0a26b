/** Runs one workload on every peer in turn, round after round, so that they share the machine's moods. */
import type { Pace, Progress } from './pace.ts';
import { peers as everybody } from './peers/index.ts';
import type { Opened, Pair } from './peers/peer.ts';
import type { Subject, Workload } from './workloads/workload.ts';

/** Costs by round, for each who took part. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly unit: 'µs' | 'ms';
  readonly samples: Readonly<Record<string, number[]>>;
}

const CHUNK = 5_000;
/** Ms. */
const BREATH = 15;

export async function runWorkload(
  workload: Workload,
  pace: Pace,
  progress: Progress,
): Promise<Result> {
  const { id, title, unit } = workload;
  const subjects = await prepare(workload);
  const rounds = Math.min(workload.rounds ?? pace.rounds, pace.rounds);
  const samples: Record<string, number[]> = {};
  for (const { peer } of subjects) samples[peer.name] = [];
  for (const subject of subjects) await workload.trial(subject, pace.warmUp);
  for (let round = 0; round < rounds; round++) {
    for (const subject of shuffled(subjects, round)) {
      await breathe();
      samples[subject.peer.name]!.push(await workload.trial(subject, pace.least));
    }
    progress((round + 1) / rounds);
  }
  return { id, title, unit, samples };
}

async function prepare({
  id,
  options = {},
  peers = everybody,
  fill,
  can,
}: Workload): Promise<Subject[]> {
  const pairs = fill();
  const subjects: Subject[] = [];
  for (const peer of peers) {
    const subject = { peer, database: id, options, opened: await peer.open(id, options) };
    if (can && !can(subject)) continue;
    await fillWith(subject.opened, pairs);
    subjects.push(subject);
  }
  return subjects;
}

export async function fillWith(opened: Opened, pairs: readonly Pair[]): Promise<void> {
  for (let at = 0; at < pairs.length; at += CHUNK)
    await opened.setMany(pairs.slice(at, at + CHUNK));
}

/** Nobody pays for what the one before has left to do: a `Map` keeps the event loop to itself. */
export function breathe(): Promise<void> {
  return new Promise((resume) => setTimeout(resume, BREATH));
}

/** Nobody is always first, or always after the same: every other round goes backwards. */
function shuffled<T>(list: readonly T[], round: number): T[] {
  const start = round % list.length;
  const order = [...list.slice(start), ...list.slice(0, start)];
  return round % 2 === 1 ? order.reverse() : order;
}
