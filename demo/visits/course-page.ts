/** The course page: its parts, where each came from, and the visits that put it together. */
import { now } from '../clock.ts';
import { requestsTo } from '../endpoints/load.ts';
import { COURSE_VIEW, scenarios } from '../scenarios/index.ts';
import type { Call, Origin, Phase } from '../trace/call.ts';
import { asError, firstRead, type Run, start } from '../trace/run.ts';
import { callOf } from '../trace/watched-cache.ts';
import { whenSlow } from '../when-slow.ts';
import { addToHistory, readHistory } from './history.ts';

export const PART_NAMES = ['courses', 'movie', 'student', 'time'] as const;
export type PartName = (typeof PART_NAMES)[number];

export interface Part {
  readonly status: 'waiting' | 'ready' | 'failed';
  readonly value: unknown;
  readonly error: Error | undefined;
  readonly origin: Origin | undefined;
  readonly ms: number;
  /** The call on the cache that gave it; none for a part that is never cached. */
  readonly call: Call | undefined;
  /** How many requests the part has cost so far. */
  readonly requests: number;
}

/** One line of the time line. */
export interface Flow {
  readonly part: PartName;
  readonly origin: Origin;
  readonly phases: readonly Phase[];
  readonly ms: number;
}

export interface Visit {
  readonly number: number;
  /** By the demo's clock. */
  readonly at: number;
  readonly ms: number;
  readonly flows: readonly Flow[];
}

const SHOWN_VISITS = 2;

const waiting = (): Part => ({
  status: 'waiting',
  value: undefined,
  error: undefined,
  origin: undefined,
  ms: 0,
  call: undefined,
  requests: 0,
});

export class CoursePage {
  parts: Readonly<Record<PartName, Part>>;
  /** The last ones, newest first. */
  visits: readonly Visit[] = [];
  history = readHistory();

  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.parts = { courses: waiting(), movie: waiting(), student: waiting(), time: waiting() };
  }

  /** Puts the page together: each part is shown as soon as it is there, and one that fails alone fails. */
  async visit(): Promise<Run> {
    const scenario = scenarios.find(({ number }) => number === COURSE_VIEW)!;
    const calls: Call[] = [];
    const at = now();
    const startedAt = performance.now();
    const promises = partsIn(start(scenario, calls));
    const flows = await Promise.all(
      PART_NAMES.map((name) => this.#follow(name, promises[name], startedAt)),
    );
    const ms = performance.now() - startedAt;
    this.#add({ number: this.history.visits + 1, at, ms, flows });
    return { scenario, calls, returned: this.#rendered(), error: this.#firstError(), ms };
  }

  /** Takes what a scenario has returned into the page. */
  show(run: Run) {
    const context = run.returned;
    if (typeof context !== 'object' || context === null) return;
    if ('movie' in context) this.#take('movie', context.movie, run);
    if ('name' in context && 'roll' in context) this.#take('student', context, run);
  }

  async #follow(part: PartName, promise: Promise<unknown>, startedAt: number): Promise<Flow> {
    const settledSoon = whenSlow(() => {
      this.#set(part, { ...this.parts[part], status: 'waiting', error: undefined });
    });
    const settled = await promise.then(
      (value) => ({ status: 'ready' as const, value, error: undefined }),
      (error: unknown) => ({ status: 'failed' as const, value: undefined, error: asError(error) }),
    );
    settledSoon();
    const call = callOf(promise);
    const ms = call?.ms ?? performance.now() - startedAt;
    const origin = settled.error ? 'error' : (call?.origin ?? 'loaded');
    this.#set(part, { ...settled, origin, ms, call, requests: requestsTo(`/api/${part}`) });
    return { part, origin, ms, phases: call?.phases ?? loadOnly(ms) };
  }

  #take(part: PartName, value: unknown, run: Run) {
    const call = firstRead(run);
    const { requests } = this.parts[part];
    const origin = call?.origin;
    this.#set(part, {
      status: 'ready',
      value,
      error: undefined,
      origin,
      ms: run.ms,
      call,
      requests,
    });
  }

  #set(name: PartName, part: Part) {
    this.parts = { ...this.parts, [name]: part };
    this.#changed();
  }

  #add(visit: Visit) {
    this.history = addToHistory(this.history, visit);
    this.visits = [visit, ...this.visits].slice(0, SHOWN_VISITS);
    this.#changed();
  }

  #rendered() {
    const ready = PART_NAMES.filter((name) => this.parts[name].status === 'ready');
    return Object.fromEntries(ready.map((name) => [name, this.parts[name].value]));
  }

  #firstError() {
    return PART_NAMES.map((name) => this.parts[name].error).find((error) => error);
  }
}

/** A part that is never cached: no check, no store. */
const loadOnly = (ms: number): Phase[] => [
  { name: 'load', at: 0, ms },
  { name: 'respond', at: ms, ms: 0 },
];

function partsIn(returned: unknown): Record<PartName, Promise<unknown>> {
  const named = new Map(Object.entries(returned ?? {}));
  const promiseOf = (name: PartName) => Promise.resolve<unknown>(named.get(name));
  return {
    courses: promiseOf('courses'),
    movie: promiseOf('movie'),
    student: promiseOf('student'),
    time: promiseOf('time'),
  };
}
