/** The parts of a page, each shown as soon as it is there, and what it took to get them. */
import { requestsTo } from '../endpoints/load.ts';
import { asError } from '../format/error.ts';
import type { Call, Origin, Phase } from '../trace/call.ts';
import { callOf } from '../trace/watched-cache.ts';
import { whenSlow } from '../when-slow.ts';

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

const waiting = (): Part => ({
  status: 'waiting',
  value: undefined,
  error: undefined,
  origin: undefined,
  ms: 0,
  call: undefined,
  requests: 0,
});

export class PageParts {
  values: Readonly<Record<PartName, Part>>;

  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.values = { courses: waiting(), movie: waiting(), student: waiting(), time: waiting() };
  }

  /** Follows the promises in `returned`, by part, until each has settled; one that fails alone fails. */
  follow(returned: unknown): Promise<Flow[]> {
    const startedAt = performance.now();
    const promises = partsIn(returned);
    return Promise.all(PART_NAMES.map((name) => this.#follow(name, promises[name], startedAt)));
  }

  set(name: PartName, part: Part) {
    this.values = { ...this.values, [name]: part };
    this.#changed();
  }

  /** The values of those that are there. */
  rendered() {
    const ready = PART_NAMES.filter((name) => this.values[name].status === 'ready');
    return Object.fromEntries(ready.map((name) => [name, this.values[name].value]));
  }

  firstError() {
    return PART_NAMES.map((name) => this.values[name].error).find((error) => error);
  }

  async #follow(part: PartName, promise: Promise<unknown>, startedAt: number): Promise<Flow> {
    const settledSoon = whenSlow(() => {
      this.set(part, { ...this.values[part], status: 'waiting', error: undefined });
    });
    const settled = await promise.then(
      (value) => ({ status: 'ready' as const, value, error: undefined }),
      (error: unknown) => ({ status: 'failed' as const, value: undefined, error: asError(error) }),
    );
    settledSoon();
    const call = callOf(promise);
    const ms = call?.ms ?? performance.now() - startedAt;
    const origin = settled.error ? 'error' : (call?.origin ?? 'loaded');
    this.set(part, { ...settled, origin, ms, call, requests: requestsTo(`/api/${part}`) });
    return { part, origin, ms, phases: call?.phases ?? loadOnly(ms) };
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
