/** Counting: atomic, without changing the expiry, and only for numbers. */
import { CacheError, KeyNotFoundError } from '../index.js';
import { type Check, committed, failureOf } from './fixture.js';
import type { Runner } from './runner.js';

export function counters(check: Check): void {
  check('incr and decr resolve to the new number', async ({ cache, expect }) => {
    await cache.set('roll', 101, 600);
    expect(await cache.decr('roll')).toBe(100);
    expect(await cache.incr('roll', 3)).toBe(103);
    expect(await cache.incr('roll')).toBe(104);
    expect(await cache.decr('roll', 4)).toBe(100);
    expect(await cache.incr('roll', -50)).toBe(50);
    expect(await cache.decr('roll', 0.5)).toBe(49.5);
    expect(await cache.incr('roll', 0)).toBe(49.5);
    expect(await cache.get('roll')).toBe(49.5);
  });

  check('bigints are counted by bigints, and by 1n without a delta', async ({ cache, expect }) => {
    await cache.set('big', 2n ** 64n);
    expect(await cache.incr('big', 5n)).toBe(2n ** 64n + 5n);
    expect(await cache.decr('big', 5n)).toBe(2n ** 64n);
    expect(await cache.incr('big')).toBe(2n ** 64n + 1n);
    expect(await cache.decr('big')).toBe(2n ** 64n);
  });

  check('incr keeps the time that is left', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, 30);
    await cache.set('ever', 1, null);
    clock.advance(10);
    await cache.incr('k');
    await cache.decr('ever');
    expect(await cache.ttl('k')).toBe(20);
    expect(await cache.ttl('ever')).toBe(null);
    clock.advance(20);
    expect(await cache.has('k')).toBe(false);
  });

  check('with initial a missing key is counted from there', async ({ cache, expect }) => {
    expect(await cache.incr('up', 3, { initial: 10 })).toBe(13);
    expect(await cache.incr('up', 3, { initial: 10 })).toBe(16);
    expect(await cache.decr('down', 3, { initial: 10 })).toBe(7);
    expect(await cache.incr('one', undefined, { initial: 0 })).toBe(1);
    expect(await cache.incr('big', undefined, { initial: 2n ** 64n })).toBe(2n ** 64n + 1n);
    expect(await cache.decr('big', 2n, { initial: 0n })).toBe(2n ** 64n - 1n);
    expect(await cache.incr('v', 1, { initial: 5, version: 2 })).toBe(6);
    expect(await cache.has('v')).toBe(false);
    expect(await cache.get('up')).toBe(16);
  });

  check('an expired entry is counted from initial, with a new expiry', async (fixture) => {
    const { cache, another, clock, expect } = fixture;
    await cache.set('k', 100, { timeout: 10, staleIfError: 60 });
    clock.advance(10);
    expect(await cache.incr('k', 1, { initial: 0, timeout: 30 })).toBe(1);
    expect(await another().ttl('k')).toBe(30);
    clock.advance(10);
    expect(await cache.incr('k', 1, { initial: 0, timeout: 90 })).toBe(2);
    expect(await cache.ttl('k')).toBe(20);
    expect(await cache.incr('default', 1, { initial: 0 })).toBe(1);
    expect(await cache.ttl('default')).toBe(300);
    expect(await cache.incr('ever', 1, { initial: 0, timeout: null })).toBe(1);
    expect(await cache.ttl('ever')).toBe(null);
  });

  check('with a timeout of 0 the sum is answered, and nothing is stored', async (fixture) => {
    const { cache, expect } = fixture;
    expect(await cache.incr('k', 2, { initial: 1, timeout: 0 })).toBe(3);
    expect(await cache.has('k')).toBe(false);
  });

  check('of many racing counts exactly one begins at initial', async (fixture) => {
    const { cache, another, expect } = fixture;
    const caches = [cache, another(), another()];
    const calls = Array.from({ length: 30 }, (_, n) =>
      caches[n % 3]!.incr('k', 1, { initial: 100 }),
    );
    const sums = await Promise.all(calls);
    expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => 101 + n));
  });

  check('a namespace clears a counter that began at initial', async (fixture) => {
    const { another, expect } = fixture;
    const cache = another({ keyFunction: (key, prefix, version) => `${version}${prefix}${key}` });
    const view = cache.namespace('ns');
    await view.incr('k', 1, { initial: 0 });
    expect(await view.get('k')).toBe(1);
    await view.clear();
    expect(await view.has('k')).toBe(false);
  });

  check('a wrong initial rejects and stores nothing', async ({ cache, expect }) => {
    for (const [delta, options] of [
      [1, { initial: 1n }],
      [1n, { initial: 1 }],
      [1, { initial: '1' }],
      [1, { initial: null }],
      [1, { initial: Number.NaN }],
      [undefined, { initial: Infinity }],
      [1, { initial: 2 ** 53 }],
      [1, { initial: 0, timeout: 'long' }],
      [1, { timeout: 5 }],
      [1, { timeout: null }],
      [1, { initial: 0, expires: 5 }],
    ] as [never, never][]) {
      const error = await failureOf(cache.incr('k', delta, options));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('invalid-argument');
    }
    const message = (await failureOf(cache.decr('k', 1, { timeout: 5 } as never))).message;
    expect(message).toMatch(/timeout.*initial/);
    expect(await cache.has('k')).toBe(false);
  });

  check('initial is of no account where a number is', async ({ cache, expect }) => {
    await cache.set('k', 5);
    expect(await cache.incr('k', 1, { initial: 100, timeout: 0 })).toBe(6);
    await cache.set('text', 'five');
    expect((await failureOf(cache.incr('text', 1, { initial: 0 }))).code).toBe('invalid-argument');
    expect(await cache.get('text')).toBe('five');
  });

  check('incr looks at the entry of its own version', async ({ cache, expect }) => {
    await cache.set('k', 1);
    await cache.set('k', 10, { version: 2 });
    expect(await cache.incr('k', 1, { version: 2 })).toBe(11);
    expect(await cache.decr('k', undefined, { version: 2 })).toBe(10);
    expect(await cache.get('k')).toBe(1);
  });

  check(
    'a missing key rejects with a KeyNotFoundError that names it',
    async ({ cache, expect }) => {
      for (const call of [cache.incr('views'), cache.decr('views'), cache.incrVersion('views')]) {
        const error = await failureOf(call);
        expect(error).toBeInstanceOf(KeyNotFoundError);
        expect(error).toBeInstanceOf(CacheError);
        expect(error.name).toBe('KeyNotFoundError');
        expect(error.code).toBe('key-not-found');
        expect(error.key).toBe('views');
        expect(error.message).toMatch(/views/);
      }
      expect(await cache.has('views')).toBe(false);
    },
  );

  check("a view's KeyNotFoundError names the caller's key", async ({ cache, expect }) => {
    const error = await failureOf(cache.namespace('ns').withVersion(3).incr('views'));
    expect(error.key).toBe('views');
  });

  check('an expired number rejects with a KeyNotFoundError', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, 5);
    clock.advance(5);
    expect(await failureOf(cache.incr('k'))).toBeInstanceOf(KeyNotFoundError);
  });

  const uncountable = {
    text: '1',
    null: null,
    undefined,
    true: true,
    object: {},
    date: new Date(1),
  };
  for (const [what, value] of Object.entries({ ...uncountable, NaN: Number.NaN, inf: Infinity }))
    check(`incr of ${what} is a TypeError and changes nothing`, async ({ cache, expect }) => {
      await cache.set('k', value);
      for (const call of [cache.incr('k'), cache.decr('k', 2), cache.incr('k', 1n)])
        isTypeError(expect, await failureOf(call));
      expect(await cache.get('k', 'miss')).toEqual(value);
    });

  for (const delta of [Number.NaN, Infinity, -Infinity, '1', null, true, {}, []] as never[])
    check(
      `a delta of ${JSON.stringify(delta) ?? delta} ${typeof delta} is a TypeError`,
      async (fixture) => {
        const { cache, expect } = fixture;
        await cache.set('k', 1);
        isTypeError(expect, await failureOf(cache.incr('k', delta)));
        isTypeError(expect, await failureOf(cache.decr('k', delta)));
        expect(await cache.get('k')).toBe(1);
      },
    );

  check('numbers and bigints do not mix', async ({ cache, expect }) => {
    await cache.setMany({ number: 1, big: 1n });
    isTypeError(expect, await failureOf(cache.incr('number', 1n)));
    isTypeError(expect, await failureOf(cache.incr('big', 1)));
    expect({ ...(await cache.getMany(['number', 'big'])) }).toEqual({ number: 1, big: 1n });
  });

  check('an infinite sum rejects with a TypeError', async ({ cache, expect }) => {
    await cache.set('k', Number.MAX_VALUE);
    isTypeError(expect, await failureOf(cache.incr('k', Number.MAX_VALUE)));
    expect(await cache.get('k')).toBe(Number.MAX_VALUE);
  });

  const LARGEST = Number.MAX_SAFE_INTEGER;
  const inexact: Readonly<Record<string, readonly [value: number, delta: number]>> = {
    'a sum above 2^53 - 1': [LARGEST, 1],
    'a sum below -(2^53 - 1)': [-LARGEST, -1],
    'a value that is beyond already': [2 ** 53, -(2 ** 52)],
    'a delta that is beyond already': [-1, 2 ** 53],
    'a sum of fractions beyond': [LARGEST - 0.5, 2.5],
  };
  for (const [what, [value, delta]] of Object.entries(inexact))
    check(`${what} is a TypeError and changes nothing`, async ({ cache, expect }) => {
      await cache.set('k', value);
      isTypeError(expect, await failureOf(cache.incr('k', delta)));
      isTypeError(expect, await failureOf(cache.decr('k', -delta)));
      expect(await cache.get('k')).toBe(value);
    });

  check('counting works up to the largest exact integers, and with fractions', async (fixture) => {
    const { cache, expect } = fixture;
    await cache.setMany({ up: LARGEST - 1, down: 1 - LARGEST, half: 0.25 });
    expect(await cache.incr('up')).toBe(LARGEST);
    expect(await cache.decr('down')).toBe(-LARGEST);
    expect(await cache.incr('up', -LARGEST)).toBe(0);
    expect(await cache.incr('half', 0.5)).toBe(0.75);
  });

  check('a bigint counts beyond 2^53', async ({ cache, expect }) => {
    await cache.set('k', 2n ** 53n);
    expect(await cache.incr('k')).toBe(2n ** 53n + 1n);
  });

  check('a rejected incr does not affect other calls of its tick', async ({ cache, expect }) => {
    await cache.setMany({ text: 'a', number: 1 });
    const settled = await Promise.allSettled([
      cache.incr('number'),
      cache.incr('text'),
      cache.incr('missing'),
      cache.incr('number'),
    ]);
    expect(settled.map(({ status }) => status[0])).toEqual(['f', 'r', 'r', 'f']);
    expect(await cache.get('number')).toBe(3);
  });

  check(
    '500 incr calls from two caches count to exactly 500',
    async ({ cache, another, expect }) => {
      const other = another();
      await committed(cache, cache.set('views', 0, null));
      const calls = Array.from({ length: 500 }, (_, n) => (n % 2 ? cache : other).incr('views'));
      const answers = await Promise.all(calls);
      expect(await cache.get('views')).toBe(500);
      expect(await other.get('views')).toBe(500);
      expect(new Set(answers).size).toBe(500);
    },
  );

  check('the visitor counter of the docs', async ({ cache, another, expect }) => {
    const tabs = [cache, another(), another()];
    await Promise.all(tabs.map((tab) => tab.add('views', 0, null)));
    await Promise.all(tabs.map((tab) => tab.incr('views')));
    expect(await cache.get('views')).toBe(3);
  });
}

function isTypeError(expect: Runner['expect'], error: Error & { readonly code?: string }): void {
  expect(error).toBeInstanceOf(TypeError);
  expect(error.code).toBe('invalid-argument');
  expect(error.message).toMatch(/^(incr|delta): expected .*finite number.*, got ./);
}
