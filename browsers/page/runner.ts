/** A test runner in one page: collects tests, then runs them one after another. */
import type { Runner } from 'shelflife/testing';
import { expect } from './expect.ts';

/** How one test went. */
export interface Result {
  readonly name: string;
  /** Empty if it passed. */
  readonly error: string;
  readonly ms: number;
}

/** How far a run has come. */
export interface Progress {
  readonly results: Result[];
  readonly count: number;
  /** The test that is under way. */
  running: string | undefined;
  done: boolean;
}

/** No test of the contract takes a second; one that takes so long hangs. */
const LIMIT_MS = 30_000;

/** Runs what `declare` declares. The progress returned goes on changing until it is done. */
export function start(declare: (runner: Runner) => void): Progress {
  const tests = declared(declare);
  const progress: Progress = { results: [], count: tests.length, running: undefined, done: false };
  void runAll(tests, progress);
  return progress;
}

interface Test {
  readonly name: string;
  readonly body: () => Promise<void>;
}

function declared(declare: (runner: Runner) => void): Test[] {
  const tests: Test[] = [];
  const path: string[] = [];
  declare({
    describe: (name, body) => {
      path.push(name);
      body();
      path.pop();
    },
    test: (name, body) => tests.push({ name: [...path, name].join(' › '), body }),
    expect,
  });
  return tests;
}

async function runAll(tests: readonly Test[], progress: Progress): Promise<void> {
  for (const { name, body } of tests) {
    progress.running = name;
    const started = performance.now();
    const error = await errorOf(body);
    progress.results.push({ name, error, ms: Math.round(performance.now() - started) });
  }
  progress.running = undefined;
  progress.done = true;
}

async function errorOf(body: () => Promise<void>): Promise<string> {
  let timer: number | undefined;
  const late = new Promise<string>((resolve) => {
    timer = window.setTimeout(() => resolve(`not settled after ${LIMIT_MS} ms`), LIMIT_MS);
  });
  const run = async (): Promise<string> => {
    try {
      await body();
      return '';
    } catch (error) {
      return String(error) || 'failed without a message';
    }
  };
  const outcome = await Promise.race([run(), late]);
  window.clearTimeout(timer);
  return outcome;
}
