/** Runs one workload on every library in turn, round after round, so that all share the machine's moods. */
import type { Pace, Progress } from '../pace.ts';
import type { Opened, Peer } from '../peers/peer.ts';
import type { Workload } from '../suites/suite.ts';
import type { Overhead } from './busy-time.ts';
import { type Sample, takeSample } from './sample.ts';
import { rotated } from './turns.ts';

/** Samples by round, for each library that took part. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly samples: Readonly<Record<string, Sample[]>>;
}

export interface Subject {
  readonly peer: Peer;
  readonly database: string;
  readonly opened: Opened;
}

export async function runWorkload(
  workload: Workload,
  subjects: readonly Subject[],
  pace: Pace,
  overhead: Overhead,
  progress: Progress,
): Promise<Result> {
  const able = subjects.filter((subject) => workload.can?.(subject) ?? true);
  const rounds = workload.isLong ? pace.longRounds : pace.rounds;
  const sample = (subject: Subject, least: number) =>
    workload.measure?.(subject, overhead) ?? takeSample(workload, subject.opened, least, overhead);
  const samples: Record<string, Sample[]> = {};
  for (const { peer } of able) samples[peer.name] = [];
  for (const subject of able) await sample(subject, pace.warmUp);
  for (let round = 0; round < rounds; round++) {
    for (const subject of rotated(able, round))
      samples[subject.peer.name]!.push(await sample(subject, pace.sampleTime));
    progress((round + 1) / rounds);
  }
  return { id: workload.id, title: workload.title, samples };
}
