/** Arguments of any shape through every method: a call settles as it should, and the cache goes on. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import {
  CacheError,
  createCache,
  indexedDBStore,
  memoryStore,
  type Store,
  type UntypedCache,
} from 'shelflife';
import { describe, expect, test } from 'vitest';
import { Clock, WEIRD_KEYS } from '../../src/testing/fixture.js';
import { anything } from '../support/anything.js';

/** What no engine can clone, or that has code of its own. */
const unclonable = fc.constantFrom<() => unknown>(
  () => () => 1,
  () => Symbol('s'),
  () => new WeakMap(),
  () => Promise.resolve(1),
  () => new Proxy([], {}),
  () => globalThis,
  () => class {},
);

const value = fc.oneof({ arbitrary: anything, weight: 4 }, fc.integer(), {
  arbitrary: unclonable.map((make) => make()),
  weight: 1,
});

/** Few, so that calls meet. */
const goodKey = fc.oneof(
  { arbitrary: fc.constantFrom('k', 'l'), weight: 4 },
  fc.constantFrom('toString', 'length', ...Object.values(WEIRD_KEYS)),
  fc.string({ unit: 'binary', minLength: 1 }),
);

const key = fc.oneof({ arbitrary: goodKey, weight: 6 }, { arbitrary: value, weight: 1 });

/** Keys or entries: as they should be, or of any shape. */
const many = fc.oneof(
  fc.array(goodKey),
  fc.array(fc.tuple(goodKey, value)),
  fc.array(fc.tuple(goodKey, value)).map((pairs) => new Map(pairs)),
  fc.dictionary(goodKey, value),
  fc.set(key),
  value,
);

const seconds = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, null, undefined, Infinity, 5e-324));

const version = fc.oneof(fc.integer(), fc.constantFrom(-0, 2 ** 53 - 1, -(2 ** 53) + 1), value);

const options = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 3 },
  seconds,
  fc.record({ version, timeout: fc.oneof(seconds, value) }, { requiredKeys: [] }),
  fc.record({ version: fc.integer({ min: -2, max: 3 }) }),
  value,
);

const delta = fc.oneof(fc.constant(undefined), fc.integer(), fc.double(), fc.bigInt(), value);

const argument = fc.oneof(key, many, options);

/** A loader, or a value in its place. */
const loader = fc.oneof(
  value.map((result) => () => result),
  value.map((result) => async () => result),
  value.filter((given) => typeof given !== 'function'),
);

/** A call's name with arguments that may make sense, or that need not. */
interface Call {
  readonly method: keyof UntypedCache;
  readonly given: readonly unknown[];
}

const SENSIBLE: Readonly<Record<string, readonly fc.Arbitrary<unknown>[]>> = {
  get: [key, value, options],
  getEntry: [key, options],
  set: [key, value, options],
  add: [key, value, options],
  getOrSet: [key, loader, options],
  getOrSetMany: [many, fc.constant((keys: string[]) => keys.map((key) => [key, 1])), options],
  touch: [key, options],
  incr: [key, delta, options],
  decr: [key, delta, options],
  has: [key, options],
  delete: [key, options],
  getMany: [many, options],
  setMany: [many, options],
  deleteMany: [many, options],
  deleteByTag: [many],
  incrVersion: [key, version, options],
  decrVersion: [key, version, options],
  ttl: [key, options],
  preload: [many, options],
  keys: [options],
  entries: [options],
  clear: [options],
  flush: [value],
  close: [value],
};

const call: fc.Arbitrary<Call> = fc.oneof(
  ...Object.entries(SENSIBLE).map(([method, given]) => {
    // A loader's own error is the caller's: none is given that throws.
    const wild = method === 'getOrSet' ? fc.constant([]) : fc.array(argument, { maxLength: 4 });
    return fc.record({
      method: fc.constant(method as keyof UntypedCache),
      given: fc.oneof({ arbitrary: fc.tuple(...given), weight: 4 }, wild),
    });
  }),
);

/** Everything that a careless write by name could change for all. */
const SHARED = [Object, Array, Function, Map, Set, Promise, String, Error].flatMap((one) => [
  one,
  one.prototype as object,
]);

/** Remembers what all code shares; to be called when nothing of it should have changed. */
function watchShared(): () => void {
  const members = () =>
    SHARED.flatMap((one) =>
      Reflect.ownKeys(one).flatMap((name) => {
        const { value, get, set } = Object.getOwnPropertyDescriptor(one, name)!;
        return [name, value, get, set];
      }),
    );
  const before = members();
  return () => {
    const after = members();
    expect(after.length).toBe(before.length);
    expect(after.findIndex((one, at) => !Object.is(one, before[at]))).toBe(-1);
  };
}

/** As a call should end: well, or with an error of one of two kinds. */
async function expectSettled(cache: UntypedCache, { method, given }: Call): Promise<void> {
  const ask = cache[method] as (...given: unknown[]) => unknown;
  // That it throws instead of rejecting fails the test here.
  const answer = ask.apply(cache, [...given]);
  try {
    if (method === 'keys' || method === 'entries')
      for await (const _ of answer as AsyncIterable<unknown>);
    else await answer;
  } catch (error) {
    expectOurs(error);
  }
}

function expectOurs(error: unknown): void {
  if (error instanceof CacheError) return;
  expect(error).toBeInstanceOf(TypeError);
  expect((error as { code?: string }).code).toBe('invalid-argument');
}

async function expectWorks(cache: UntypedCache): Promise<void> {
  await cache.set('sentinel', 1, null);
  expect(await cache.incr('sentinel')).toBe(2);
  expect(await cache.get('sentinel')).toBe(2);
  expect(Object.entries(await cache.getMany(['sentinel', 'none']))).toEqual([['sentinel', 2]]);
  expect(await cache.delete('sentinel')).toBe(true);
  expect(await cache.has('sentinel')).toBe(false);
}

const STORES: Readonly<Record<string, () => Store>> = {
  memoryStore,
  indexedDBStore,
};

let names = 0;

function open(store: Store, clock: Clock, more: object = {}): UntypedCache {
  return createCache({ name: `hostile ${++names}`, store, now: clock.read, ...more });
}

for (const [what, makeStore] of Object.entries(STORES))
  describe(what, () => {
    for (const [mode, more] of Object.entries({
      'with a tier': {},
      'without one': { memory: false },
      'with queued writes': { acknowledge: 'queued' },
    }))
      test(`calls of any shape, ${mode}, settle with an answer, a TypeError or a CacheError`, async () => {
        const cache = open(makeStore(), new Clock(), more);
        const views = [cache, cache.namespace('a:/\\'), cache.withVersion(2)];
        const expectUntouched = watchShared();
        const calls = fc.array(fc.tuple(fc.nat(2), call), { maxLength: 12 });
        await fc.assert(
          fc.asyncProperty(calls, async (calls) => {
            await Promise.all(calls.map(([at, one]) => expectSettled(views[at]!, one)));
            await expectWorks(cache);
          }),
          { numRuns: 300 },
        );
        await cache.flush().catch(expectOurs);
        await cache.destroy();
        await expectWorks(cache);
        await cache.destroy();
        expectUntouched();
      }, 60_000);

    test('what a keyFunction makes of any shape is a key or a TypeError', async () => {
      const clock = new Clock();
      await fc.assert(
        fc.asyncProperty(fc.array(value, { minLength: 1 }), call, async (made, one) => {
          let at = 0;
          const keyFunction = () => made[at++ % made.length] as string;
          const cache = open(makeStore(), clock, { keyFunction });
          await expectSettled(cache, one);
          await expectSettled(cache, { method: 'set', given: ['k', 1] });
          await cache.close().catch(expectOurs);
        }),
        { numRuns: 60 },
      );
    }, 60_000);
  });

test('every method is put to the test', () => {
  const cache = createCache({ store: memoryStore() });
  const members = Object.keys(cache);
  const others = ['backend', 'destroy', 'size'];
  const synchronous = [
    'makeKey',
    'memoize',
    'peek',
    'stats',
    'subscribe',
    'withVersion',
    'namespace',
  ];
  const events = ['addEventListener', 'removeEventListener'];
  expect(members.sort()).toEqual(
    [...Object.keys(SENSIBLE), ...others, ...synchronous, ...events].sort(),
  );
});

test('makeKey, withVersion and namespace of any shape answer or throw a TypeError at once', async () => {
  const cache = open(memoryStore(), new Clock());
  await fc.assert(
    fc.asyncProperty(value, value, async (first, second) => {
      for (const ask of [
        () => cache.makeKey(first as never, second as never),
        () => cache.makeKey('k', second as never),
        () => cache.withVersion(first as never),
        () => cache.namespace(first as never),
      ])
        try {
          ask();
        } catch (error) {
          expectOurs(error);
          expect(error).toBeInstanceOf(TypeError);
        }
    }),
    { numRuns: 1000 },
  );
  await expectWorks(cache);
});

const NAMES = [
  ...['name', 'timeout', 'version', 'keyPrefix', 'maxEntries', 'cullFrequency', 'store'],
  ...['durability', 'deadline', 'now', 'memory', 'acknowledge', 'preload', 'keyFunction'],
];

/** One of the options, all the others as they are by default. */
const oneOption = fc.tuple(fc.constantFrom(...NAMES), value).map(([name, value]) => {
  const isCode = typeof value === 'function' && name !== 'store';
  return { [name]: isCode ? undefined : value };
});

const createOptions = fc.oneof(
  { arbitrary: oneOption, weight: 3 },
  fc.dictionary(fc.constantFrom(...NAMES, '__proto__'), anything),
  value,
);

test('options of any shape make a cache that works, or throw a TypeError that names one', async () => {
  const expectUntouched = watchShared();
  let made = 0;
  await fc.assert(
    fc.asyncProperty(createOptions, async (given) => {
      let cache: UntypedCache;
      try {
        cache = createCache(given as never);
      } catch (error) {
        expectOurs(error);
        expect((error as Error).message).toMatch(/^\S+: /);
        return;
      }
      made++;
      const { timeout, maxEntries } = (given ?? {}) as Record<string, unknown>;
      expect(() => cache.makeKey('k')).not.toThrow();
      if (typeof timeout === 'number' || maxEntries) return;
      await cache.set('k', 1);
      await cache.close();
    }),
    { numRuns: 600 },
  );
  expect(made).toBeGreaterThan(0);
  expectUntouched();
}, 60_000);

for (const [what, given] of Object.entries({
  'a Date': new Date(1_750_000_060_000),
  'a boxed number': Object(60),
  'a Map': new Map([['version', 2]]),
}))
  test(`${what} given as a timeout or as options is refused, not ignored`, async () => {
    const cache = open(memoryStore(), new Clock());
    await expect(cache.set('k', 1, given as never)).rejects.toThrow(TypeError);
    await expect(cache.get('k', 0, given as never)).rejects.toThrow(TypeError);
  });

test('what only says that it is iterable is refused as a wrong argument', async () => {
  const cache = open(memoryStore(), new Clock());
  const given = { [Symbol.iterator]: 5 } as never;
  for (const method of ['getMany', 'deleteMany', 'setMany'] as const)
    await expect(cache[method](given)).rejects.toMatchObject({ code: 'invalid-argument' });
});

test('a value that throws whatever is done to it cannot be stored', async () => {
  const cache = open(memoryStore(), new Clock());
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const given of [proxy, [proxy], { deep: proxy }, new Map([[proxy, 1]])])
    for (const asked of [
      () => cache.set('k', given),
      () => cache.add('k', given),
      () => cache.getOrSet('k', given),
    ])
      await expect(asked()).rejects.toMatchObject({ code: 'data', key: 'k' });
  expect(await cache.setMany({ k: proxy, l: 1 })).toEqual(['k']);
  await expectWorks(cache);
});
