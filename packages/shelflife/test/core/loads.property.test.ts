/** Caches that load the same keys, with everything that can happen meanwhile, in whatever order. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import {
  createCache,
  indexedDBStore,
  memoryStore,
  type Store,
  type StoreSession,
  type UntypedCache,
} from 'shelflife';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Clock } from '../../src/testing/fixture.js';

// Locks that nobody gives up: those who wait do not ask again by themselves.
beforeAll(() => {
  vi.stubGlobal('navigator', { locks: { request: () => new Promise(() => {}) } });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

const STORES: readonly [string, () => Store, runs: number][] = [
  ['memory', memoryStore, 300],
  ['IndexedDB', () => indexedDBStore(), 60],
];

const CACHES = 3;
const KEYS = ['a', 'b'];

const event = fc.record({
  kind: fc.constantFrom(
    ...(['load', 'load', 'load', 'load', 'fresh', 'many', 'renew', 'abort'] as const),
    ...(['set', 'add', 'delete', 'clear', 'expire', 'close', 'remove'] as const),
  ),
  cache: fc.nat({ max: CACHES - 1 }),
  key: fc.constantFrom(...KEYS),
  ending: fc.constantFrom(...(['value', 'value', 'error', 'unstored'] as const)),
});

type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** A store whose batches begin and answer when the scheduler says so. */
function scheduled(store: Store, s: fc.Scheduler): Store {
  return {
    open(settings) {
      const session = store.open(settings);
      const execute: StoreSession['execute'] = async (batch) => {
        await s.schedule(Promise.resolve(), 'begin');
        const outcomes = await session.execute(batch);
        await s.schedule(Promise.resolve(), 'answer');
        return outcomes;
      };
      return {
        backend: session.backend,
        isCoherent: true,
        execute,
        keys: (...range) => session.keys(...range),
        close: () => session.close(),
        destroy: () => session.destroy(),
      };
    },
  };
}

/** What the loaders, the writers and the callers do, by the order in which they begin. */
class Run {
  readonly clock = new Clock();
  readonly caches: UntypedCache[];
  readonly settled: Promise<unknown>[] = [];
  /** When each loaded value was begun to load. */
  readonly begun = new Map<unknown, number>();
  /** When each key was last overwritten or removed. */
  readonly ended = new Map<string, number>();
  readonly #s: fc.Scheduler;
  #moment = 0;

  constructor(store: Store, s: fc.Scheduler, name: string) {
    this.#s = s;
    const options = { store: scheduled(store, s), now: this.clock.read, name, deadline: 3600 };
    this.caches = Array.from({ length: CACHES }, (_, at) =>
      createCache({ ...options, memory: at !== 1 }),
    );
  }

  do(given: Event): void {
    const { kind, key } = given;
    const cache = this.caches[given.cache]!;
    const moment = ++this.#moment;
    const kept = { timeout: 10, staleIfError: 60 };
    const options = { ...kept, retryAfter: 0 };
    switch (kind) {
      case 'load':
        return this.#expectLoaded(cache.getOrSet(key, this.#loader(given), { timeout: 10 }));
      case 'renew': {
        const stale = { ...options, staleWhileRevalidate: 60 };
        return this.#expectLoaded(cache.getOrSet(key, this.#loader(given), stale));
      }
      case 'fresh': {
        const fresh = { ...options, fresh: true };
        return this.#expectLoaded(cache.getOrSet(key, this.#loader(given), fresh), moment);
      }
      case 'many': {
        const load = async (keys: readonly string[]) => {
          const values = keys.map(async (key) => [key, await this.#load(given, key)] as const);
          return Promise.all(values);
        };
        return this.#expectLoaded(cache.getOrSetMany(KEYS, load, options));
      }
      case 'abort':
        return this.#abort(cache, given);
      case 'set':
        return this.#end(cache.set(key, `set ${moment}`, kept), [key], moment);
      case 'add':
        return this.#end(cache.add(key, `set ${moment}`, kept), [key], moment);
      case 'delete':
        return this.#end(cache.delete(key), [key], moment);
      case 'clear':
        return this.#end(cache.clear(), KEYS, moment);
      case 'remove':
        return this.#end(cache.touch(key, 0), [key], moment);
      case 'close':
        this.settled.push(cache.close());
        return;
      case 'expire':
        this.clock.advance(10);
    }
  }

  #loader(given: Event) {
    return ({ store }: { store(options: false): void }) => {
      if (given.ending === 'unstored') store(false);
      return this.#load(given, given.key);
    };
  }

  async #load({ ending }: Event, key: string): Promise<string> {
    const moment = ++this.#moment;
    const value = `${key} ${moment}`;
    this.begun.set(value, moment);
    await this.#s.schedule(Promise.resolve(), `loader of ${value}`);
    if (ending === 'error') throw new Error('500');
    return value;
  }

  /** A loaded value was begun after `since`; a loader's error is the only other way to end. */
  #expectLoaded(answer: Promise<unknown>, since = 0): void {
    const check = (value: unknown) => {
      if (since > 0) expect(this.begun.get(value)).toBeGreaterThan(since);
    };
    const failed = (error: Error) => expect(error.message).toBe('500');
    this.settled.push(answer.then(check, failed));
  }

  #abort(cache: UntypedCache, given: Event): void {
    const controller = new AbortController();
    const reason = new Error('left');
    const { signal } = controller;
    const answer = cache.getOrSet(given.key, this.#loader(given), { timeout: 10, signal });
    const failed = (error: Error) => expect(['left', '500']).toContain(error.message);
    this.settled.push(answer.then(() => {}, failed));
    this.settled.push(
      this.#s.schedule(Promise.resolve(), 'abort').then(() => controller.abort(reason)),
    );
  }

  #end(done: Promise<unknown>, keys: readonly string[], moment: number): void {
    const note = (isDone: unknown) => {
      if (isDone === false) return;
      for (const key of keys) this.ended.set(key, Math.max(this.ended.get(key) ?? 0, moment));
    };
    this.settled.push(done.then(note));
  }
}

let names = 0;

test.each(STORES)(
  'over %s nothing is stored after what ended its token, and all settle',
  async (_, makeStore, numRuns) => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.array(event, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        async (s, ticks) => {
          const run = new Run(makeStore(), s, `loads ${++names}`);
          const play = async () => {
            for (const events of ticks) {
              for (const one of events) run.do(one);
              await s.schedule(Promise.resolve(), 'tick');
            }
            await Promise.all(run.settled);
          };
          await s.waitFor(play());
          // Renewals go on behind the callers.
          await s.waitIdle();
          const truth = run.caches[1]!;
          for (const key of KEYS) {
            const reading = truth.get(key, undefined);
            await s.waitFor(reading);
            const began = run.begun.get(await reading);
            if (began) expect(began, key).toBeGreaterThan(run.ended.get(key) ?? 0);
          }
          await s.waitFor(Promise.all(run.caches.map((cache) => cache.close())));
        },
      ),
      { numRuns },
    );
  },
  60_000,
);

test.each(STORES)(
  'over %s one load answers all callers of all caches in quiet times',
  async (_, makeStore, numRuns) => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat({ max: CACHES - 1 }), { minLength: 2, maxLength: 12 }),
        async (s, callers) => {
          const run = new Run(makeStore(), s, `quiet ${++names}`);
          let calls = 0;
          const load = async () => {
            const call = ++calls;
            await s.schedule(Promise.resolve(), 'loader');
            return { call };
          };
          const answers = Promise.all(callers.map((at) => run.caches[at]!.getOrSet('k', load)));
          await s.waitFor(answers);
          expect(await answers).toEqual(callers.map(() => ({ call: 1 })));
          await s.waitFor(Promise.all(run.caches.map((cache) => cache.close())));
        },
      ),
      { numRuns },
    );
  },
  60_000,
);
