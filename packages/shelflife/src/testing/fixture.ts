/** What a test works on: a fresh name, a store, a clock that only the test moves. */

import type { CacheOptions, Store, UntypedCache } from '../index.js';
import { createCache } from '../index.js';
import type { Matchers, Runner } from './runner.js';

/** Any moment will do; no test looks at the real time. */
export const START = 1_750_000_000_000;

/** A clock that stands still until `advance()`. */
export class Clock {
  now = START;
  readonly read = (): number => this.now;

  /** Moves the clock on by so many seconds; back, if negative. */
  advance(seconds: number): void {
    this.now += seconds * 1000;
  }
}

/** What each test is given. */
export interface Fixture {
  readonly clock: Clock;
  /** The cache under test: the suite's options, the fixture's clock. */
  readonly cache: UntypedCache;
  /** Another cache with the same name and the same store object. */
  readonly another: (options?: CacheOptions) => UntypedCache;
  readonly expect: Runner['expect'];
}

/** `check(name, body)`: one test with a fixture of its own. */
export type Check = (name: string, body: (fixture: Fixture) => Promise<void>) => void;

let fixtures = 0;

/** The tests of one store: each has its own name, and destroys its caches. */
export function checker(
  makeStore: () => Store,
  { test, expect }: Runner,
  options?: CacheOptions,
): Check {
  return (name, body) => {
    test(name, async () => {
      const fixture = new OpenFixture(makeStore(), expect, options);
      try {
        await body(fixture);
      } finally {
        await fixture.tidy();
      }
    });
  };
}

class OpenFixture implements Fixture {
  readonly clock = new Clock();
  readonly cache: UntypedCache;
  readonly expect: (value: unknown) => Matchers;
  readonly #shared: CacheOptions;
  readonly #name =
    `contract-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}-${++fixtures}`;
  readonly #caches: UntypedCache[] = [];

  constructor(store: Store, expect: Runner['expect'], options?: CacheOptions) {
    this.#shared = { name: this.#name, store, now: this.clock.read, ...options };
    this.expect = expect;
    this.cache = this.another();
  }

  readonly another = (options: CacheOptions = {}): UntypedCache => {
    const cache = createCache({ ...this.#shared, ...options });
    this.#caches.push(cache);
    return cache;
  };

  async tidy(): Promise<void> {
    const [first, ...others] = this.#caches;
    for (const cache of others) await cache.close();
    await first?.destroy();
  }
}

/** The error that `promise` rejects with; fails the test if it resolves. */
export async function failureOf(promise: Promise<unknown>): Promise<FoundError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error as FoundError;
  }
  throw new Error(`expected a rejection, and it resolved to ${String(value)}`);
}

/** What tests look at in an error. */
export interface FoundError extends Error {
  readonly code?: string;
  readonly key?: string;
}

/** Resolves once `write` is committed: a queued cache has answered before that. */
export async function committed(cache: UntypedCache, write: Promise<unknown>): Promise<void> {
  await write;
  await cache.flush();
}

/** All that an async iterable yields. */
export async function all<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of iterable) found.push(one);
  return found;
}

/** A promise that the test settles when it wants. */
export function gate<T>() {
  let open = (_: T): void => {};
  let fail = (_: unknown): void => {};
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

/** Keys that break carelessly written caches. */
export const WEIRD_KEYS: Readonly<Record<string, string>> = {
  __proto__: '__proto__',
  constructor: 'constructor',
  'a lone high surrogate': 'a\ud800',
  'a lone low surrogate': '\udc00b',
  'control characters': '\u0000\u0001\n\r\t\u007f\u2028',
  'a blank': ' ',
  colons: ':1:',
  'an escape': '\\:/',
  'an integer': '42',
  'the last code unit': '\uffff',
  '100,000 characters': 'x'.repeat(100_000),
};
