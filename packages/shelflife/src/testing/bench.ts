/** What the tests of a theme work with: caches on a store, and a clock that only they move. */
import { createCache } from '../create-cache.js';
import type { Store } from '../stores/store.js';
import type { Cache, CacheOptions } from '../types.js';

/** What is used of `expect(…)`. */
export interface Expectation {
  toBe(expected: unknown): void;
  toEqual(expected: unknown): void;
  toMatchObject(expected: object): void;
  toBeInstanceOf(expected: unknown): void;
  toBeLessThanOrEqual(expected: number): void;
}

/** What is used of a test runner: Vitest, Jest and their like have it. */
export interface Runner {
  describe(name: string, declare: () => void): void;
  test(name: string, run: () => Promise<void>): void;
  expect(actual: unknown): Expectation;
}

/** A name of its own for each test, and caches on it. */
export interface Setting {
  readonly cache: Cache;
  /** Another cache on the same name and store. */
  readonly open: (options?: CacheOptions) => Cache;
  readonly clock: Clock;
}

export interface Clock {
  now: number;
}

export interface Bench {
  readonly expect: Runner['expect'];
  /** Declares a test; `options` are those of its first cache. */
  readonly test: (
    name: string,
    run: (setting: Setting) => Promise<void>,
    options?: CacheOptions,
  ) => void;
  /** Resolves to what `promise` rejects with. */
  readonly rejection: (promise: Promise<unknown>) => Promise<Rejection>;
}

export interface Rejection {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly key?: string;
  readonly cause?: unknown;
}

/** Noon of some day: far from zero, so that a clock can be set back. */
const START = 1_750_000_000_000;

let names = 0;

export function bench(makeStore: () => Store, { test, expect }: Runner): Bench {
  return {
    expect,
    rejection: (promise) =>
      promise.then(
        (value) => {
          throw new Error(`expected a rejection, got ${String(value)}`);
        },
        (error: Rejection) => error,
      ),
    test: (title, run, options) =>
      test(title, async () => {
        const clock = { now: START };
        const base = { name: `contract ${++names}`, store: makeStore(), now: () => clock.now };
        const opened: Cache[] = [];
        const open = (more?: CacheOptions) => {
          const cache = createCache({ ...base, ...more });
          opened.push(cache);
          return cache;
        };
        const cache = open(options);
        await run({ cache, open, clock });
        await cache.destroy();
        for (const one of opened) await one.close();
      }),
  };
}
