/** One run of a scenario: its calls, what it returned or threw, and how long it took. */
import { currentCache } from '../enroll-cache.ts';
import { asError } from '../format/error.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Call, Origin } from './call.ts';
import { watchedCache } from './watched-cache.ts';

export interface Run {
  readonly scenario: Scenario;
  readonly calls: readonly Call[];
  readonly returned: unknown;
  readonly error: Error | undefined;
  readonly ms: number;
}

/** Starts the code, and reports each call as it is made. */
export function start(scenario: Scenario, calls: Call[]): unknown {
  return scenario.run(watchedCache(currentCache(), (call) => calls.push(call)));
}

/** Runs the code to its end; never rejects, as an error is an outcome to be shown. */
export async function run(scenario: Scenario): Promise<Run> {
  const calls: Call[] = [];
  const startedAt = performance.now();
  const settled = await Promise.resolve(start(scenario, calls)).then(
    (returned) => ({ returned, error: undefined }),
    (error: unknown) => ({ returned: undefined, error: asError(error) }),
  );
  return { scenario, calls, ...settled, ms: performance.now() - startedAt };
}

const READS = new Set(['get', 'getOrSet', 'getMany', 'has', 'ttl']);

/** The calls of a run that asked the cache for something. */
const reads = ({ calls }: Run) => calls.filter(({ method }) => READS.has(method));

/** The read that decided what a run did. */
export const firstRead = (run: Run) => reads(run)[0];

const LEAST_CACHED: readonly Origin[] = ['miss', 'stale'];

/** What a run as a whole was: a miss if anything it asked for was missing. */
export function originOf(run: Run): Origin {
  if (run.error) return 'error';
  const asked = reads(run).map(({ origin }) => origin);
  if (asked.length > 0) return LEAST_CACHED.find((origin) => asked.includes(origin)) ?? 'hit';
  return run.calls.at(-1)?.origin ?? 'done';
}
