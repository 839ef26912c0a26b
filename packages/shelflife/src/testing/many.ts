/** getMany, setMany, deleteMany: many keys, one call. */
import { all, type Check, failureOf } from './fixture.js';

export function many(check: Check): void {
  check('getMany resolves to just the hits', async ({ cache, expect }) => {
    await cache.setMany({ name: 'Sonam', roll: 101 }, 30);
    const { name, roll, fees } = await cache.getMany(['name', 'roll', 'fees']);
    expect([name, roll, fees]).toEqual(['Sonam', 101, undefined]);
    expect(Object.keys(await cache.getMany(['fees', 'roll']))).toEqual(['roll']);
  });

  check('getMany resolves to an object without a prototype', async ({ cache, expect }) => {
    const found = await cache.getMany(['k']);
    expect(Object.getPrototypeOf(found)).toBe(null);
    expect((found as Record<string, unknown>).toString).toBe(undefined);
  });

  check('getMany keeps the order of the keys', async ({ cache, expect }) => {
    await cache.setMany({ a: 1, b: 2, c: 3, 7: 7 });
    expect(Object.keys(await cache.getMany(['c', 'a', '7', 'x', 'b']))).toEqual([
      '7',
      'c',
      'a',
      'b',
    ]);
  });

  check('getMany takes any iterable, also with duplicate keys', async ({ cache, expect }) => {
    await cache.setMany({ a: 1, b: 2 });
    function* both() {
      yield 'a';
      yield 'b';
    }
    expect({ ...(await cache.getMany(new Set(['a', 'b']))) }).toEqual({ a: 1, b: 2 });
    expect({ ...(await cache.getMany(both())) }).toEqual({ a: 1, b: 2 });
    expect({ ...(await cache.getMany(new Map([['a', 0]]).keys())) }).toEqual({ a: 1 });
    expect({ ...(await cache.getMany(['a', 'a', 'b', 'a'])) }).toEqual({ a: 1, b: 2 });
    expect({ ...(await cache.getMany([])) }).toEqual({});
  });

  check(
    'for a plain object instead of keys, the error suggests Object.keys',
    async ({ cache, expect }) => {
      for (const call of [cache.getMany({ a: 1 } as never), cache.deleteMany({ a: 1 } as never)]) {
        const error = await failureOf(call);
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(/Object\.keys/);
      }
    },
  );

  check('setMany takes an object, a Map or pairs', async ({ cache, expect }) => {
    function* pairs() {
      yield ['d', 4] as const;
    }
    expect(await cache.setMany({ a: 1 })).toEqual([]);
    expect(await cache.setMany(new Map([['b', 2]]))).toEqual([]);
    expect(await cache.setMany([['c', 3]])).toEqual([]);
    expect(await cache.setMany(pairs())).toEqual([]);
    expect(await cache.setMany({})).toEqual([]);
    expect({ ...(await cache.getMany(['a', 'b', 'c', 'd'])) }).toEqual({ a: 1, b: 2, c: 3, d: 4 });
  });

  check('of two pairs with one key, the last one counts', async ({ cache, expect }) => {
    expect(
      await cache.setMany([
        ['k', 1],
        ['k', 2],
      ]),
    ).toEqual([]);
    expect(await cache.get('k')).toBe(2);
  });

  check(
    'an unstorable value that a later pair replaces does not count',
    async ({ cache, expect }) => {
      const pairs = [
        ['k', () => {}],
        ['k', 2],
      ] as const;
      expect(await cache.setMany(pairs)).toEqual([]);
      expect(await cache.get('k')).toBe(2);
    },
  );

  check(
    'the timeout and version of setMany apply to all entries',
    async ({ cache, clock, expect }) => {
      await cache.setMany({ a: 1, b: 2 }, 30);
      await cache.setMany({ a: 10, b: 20 }, { timeout: null, version: 2 });
      expect([await cache.ttl('a'), await cache.ttl('b')]).toEqual([30, 30]);
      clock.advance(30);
      expect(Object.keys(await cache.getMany(['a', 'b']))).toEqual([]);
      expect({ ...(await cache.getMany(['a', 'b'], { version: 2 })) }).toEqual({ a: 10, b: 20 });
    },
  );

  check('an invalid key or timeout rejects the whole setMany', async ({ cache, expect }) => {
    const calls = [
      cache.setMany([
        ['a', 1],
        ['', 2],
      ]),
      cache.setMany([
        ['a', 1],
        [7 as never, 2],
      ]),
      cache.setMany(['ab'] as never),
      cache.setMany({ a: 1 }, Number.NaN),
      cache.setMany({ a: 1 }, { version: 1.5 }),
      cache.setMany('ab' as never),
      cache.setMany(null as never),
      cache.setMany(7 as never),
    ];
    for (const error of await Promise.all(calls.map(failureOf))) {
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('invalid-argument');
    }
    expect(await all(cache.keys({ all: true }))).toEqual([]);
  });

  check('deleteMany counts the live entries it removed', async ({ cache, clock, expect }) => {
    await cache.setMany({ movie: 1, roll: 2, kept: 3 });
    await cache.set('expired', 1, 5);
    clock.advance(6);
    expect(await cache.deleteMany(['movie', 'roll', 'nothing', 'expired', 'movie'])).toBe(2);
    expect(await all(cache.keys())).toEqual(['kept']);
    expect(await cache.deleteMany([])).toBe(0);
    expect(await cache.deleteMany(new Set(['kept']))).toBe(1);
  });

  check('deleteMany looks at entries of its own version', async ({ cache, expect }) => {
    await cache.setMany({ a: 1, b: 1 });
    await cache.setMany({ a: 2 }, { version: 2 });
    expect(await cache.deleteMany(['a', 'b'], { version: 2 })).toBe(1);
    expect(Object.keys(await cache.getMany(['a', 'b']))).toEqual(['a', 'b']);
  });

  check('a thousand entries at once', async ({ cache, expect }) => {
    const entries = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, n]));
    expect(await cache.setMany(entries)).toEqual([]);
    expect({ ...(await cache.getMany(Object.keys(entries))) }).toEqual(entries);
    expect((await all(cache.keys())).length).toBe(1000);
    expect(await cache.deleteMany(Object.keys(entries))).toBe(1000);
  });
}
