/** A bad option throws at once, and says which, what was expected and what was given. */
import { type CacheOptions, createCache, indexedDBStore, memoryStore, nullStore } from 'shelflife';
import { describe, expect, test } from 'vitest';

/** Of each option: how what is expected is called, and what is none, with how that is shown. */
const WRONG: Record<keyof CacheOptions, { expected: RegExp; given: [unknown, RegExp][] }> = {
  name: {
    expected: /non-empty string/,
    given: [
      ['', /""/],
      [42, /42/],
      [null, /null/],
      [{}, /object/i],
    ],
  },
  timeout: {
    expected: /seconds|number/,
    given: [
      [Number.NaN, /NaN/],
      ['30', /"30"/],
      [{}, /object/i],
      [true, /true/],
    ],
  },
  version: {
    expected: /safe integer/,
    given: [
      [1.5, /1\.5/],
      ['1', /"1"/],
      [2 ** 53, /9007199254740992/],
      [null, /null/],
    ],
  },
  keyPrefix: {
    expected: /string/,
    given: [
      [42, /42/],
      [null, /null/],
      [['a'], /array/i],
    ],
  },
  keyFunction: {
    expected: /function/i,
    given: [
      ['f', /"f"/],
      [null, /null/],
      [{}, /object/i],
    ],
  },
  maxEntries: {
    expected: /whole number|integer/,
    given: [
      [0, /0/],
      [-1, /-1/],
      [1.5, /1\.5/],
      ['10', /"10"/],
      [Number.NaN, /NaN/],
    ],
  },
  cullFrequency: {
    expected: /whole number|integer/,
    given: [
      [-1, /-1/],
      [0.5, /0\.5/],
      ['3', /"3"/],
      [null, /null/],
    ],
  },
  store: {
    expected: /store/,
    given: [
      ['memory', /"memory"/],
      [{}, /object/i],
      [memoryStore, /function/i],
      [null, /null/],
    ],
  },
  durability: {
    expected: /'relaxed'.*'strict'/,
    given: [
      ['default', /"default"/],
      [true, /true/],
      [null, /null/],
    ],
  },
  deadline: {
    expected: /seconds/,
    given: [
      [0, /0/],
      [-1, /-1/],
      [Number.NaN, /NaN/],
      ['5', /"5"/],
      [null, /null/],
    ],
  },
  now: {
    expected: /function/i,
    given: [
      [0, /0/],
      [new Date(), /object/i],
      [null, /null/],
    ],
  },
  memory: {
    expected: /whole number|seconds|object/,
    given: [
      [null, /null/],
      [1000, /1000/],
      [[], /array/i],
      [{ maxEntries: 0 }, /0/],
      [{ maxEntries: Infinity }, /Infinity/],
      [{ maxAge: 0 }, /0/],
      [{ maxAge: '300' }, /"300"/],
    ],
  },
  preload: {
    expected: /keys/,
    given: [
      [false, /false/],
      [null, /null/],
      ['movie', /"movie"/],
      [{ movie: 1 }, /object/i],
    ],
  },
  maxBytes: {
    expected: /bytes above 0/,
    given: [
      [0, /0/],
      [-1, /-1/],
      ['1', /"1"/],
      [Number.NaN, /NaN/],
      [10n, /10/],
      [{}, /object/],
    ],
  },
  maxEntryBytes: {
    expected: /bytes above 0/,
    given: [
      [0, /0/],
      ['1', /"1"/],
      [Number.NaN, /NaN/],
    ],
  },
  loading: {
    expected: /an object of options|a plain object/,
    given: [
      [1, /got 1/],
      [null, /got null/],
    ],
  },
  acknowledge: {
    expected: /'committed'.*'queued'/,
    given: [
      ['later', /"later"/],
      [true, /true/],
      [null, /null/],
    ],
  },
};

function thrownBy(call: () => unknown): Error & { code?: string } {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected it to throw');
}

describe('createCache refuses', () => {
  for (const [option, { expected, given }] of Object.entries(WRONG))
    for (const [value, shown] of given)
      test(`${option}: ${typeof value} ${shown.source}`, () => {
        const error = thrownBy(() => createCache({ [option]: value } as CacheOptions));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.code).toBe('invalid-argument');
        expect(error.message).toContain(option);
        expect(error.message).toMatch(expected);
        expect(error.message.replace(option, '')).toMatch(shown);
      });

  for (const option of ['tags', 'maxbytes', 'ttl', 'Name', 'LOCATION'])
    test(`the unknown option ${option}`, () => {
      const error = thrownBy(() => createCache({ [option]: undefined } as CacheOptions));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain(option);
      expect(error.message).toContain('maxEntries');
    });

  for (const options of [null, 'enroll_cache', 7, [], () => {}] as never[])
    test(`${options === null ? 'null' : typeof options} for options`, () => {
      expect(thrownBy(() => createCache(options))).toBeInstanceOf(TypeError);
    });

  test('preload without a memory to fill, and a key in it that is none', () => {
    const message = (options: CacheOptions) => thrownBy(() => createCache(options)).message;
    expect(message({ preload: true, memory: false })).toMatch(/preload: .*memory/);
    expect(message({ preload: [''] })).toMatch(/preload: key: .*""/);
  });

  test('and indexedDBStore a wrong interval', () => {
    for (const sweepInterval of [0, -1, Number.NaN, 'x'] as never[]) {
      const error = thrownBy(() => indexedDBStore({ sweepInterval }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('sweepInterval');
    }
    for (const options of [null, 5, { sweepinterval: 5 }] as never[]) {
      const error = thrownBy(() => indexedDBStore(options));
      expect(error).toMatchObject({ name: 'TypeError', code: 'invalid-argument' });
      expect(error.message).toContain('indexedDBStore');
    }
  });
});

describe('createCache takes', () => {
  test('no options, empty ones, and undefined for each', () => {
    createCache();
    createCache({});
    createCache(undefined);
    createCache(Object.fromEntries(Object.keys(WRONG).map((option) => [option, undefined])));
  });

  test('the outermost values', () => {
    createCache({ timeout: null, version: -(2 ** 53) + 1, keyPrefix: '', maxEntries: null });
    createCache({ timeout: Infinity, maxEntries: 1, cullFrequency: 0, deadline: 0.01 });
    createCache({ timeout: 0, durability: 'strict', name: '\ud800:/\\ ' });
    createCache({ timeout: -1 });
  });

  test("the system's clock as it is when it is asked", async () => {
    const cache = createCache({ store: memoryStore(), memory: false });
    await cache.set('k', 1, 30);
    const { now } = Date;
    Date.now = () => now() + 30_000;
    expect(await cache.has('k')).toBe(false);
    Date.now = now;
    expect(await cache.has('k')).toBe(true);
  });

  test.each([
    ['memoryStore', memoryStore],
    ['nullStore', nullStore],
  ])('a clock that is checked when it is read, with %s', async (_, store) => {
    const cache = createCache({ store: store(), now: () => Number.NaN });
    const calls = [cache.get('k'), cache.has('k'), cache.ttl('k'), cache.getOrSet('k', () => 1)];
    for (const call of calls)
      await expect(call).rejects.toMatchObject({ name: 'TypeError', code: 'invalid-argument' });
    expect(cache.makeKey('k')).toBe(':1:k');
    await cache.close();
  });

  test('and opens nothing until it is used', async () => {
    let opened = 0;
    const memory = memoryStore();
    const store = {
      open: (settings: Parameters<typeof memory.open>[0]) => {
        opened++;
        return memory.open(settings);
      },
    };
    const cache = createCache({ store });
    cache.namespace('a').withVersion(2).makeKey('k');
    cache.addEventListener('error', () => {});
    expect([opened, cache.backend]).toEqual([0, undefined]);
    await cache.get('k');
    expect([opened, cache.backend]).toEqual([1, 'memory']);
  });
});
