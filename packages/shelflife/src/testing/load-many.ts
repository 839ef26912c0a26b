/** `getOrSetMany` and `memoize`. */
import { type Check, failureOf, gate } from './fixture.js';

export function loadMany(check: Check): void {
  check('getOrSetMany loads what is missing in one call', async ({ cache, expect }) => {
    await cache.set('a', 'there');
    const calls: unknown[] = [];
    const load = (keys: readonly string[]) => {
      calls.push(keys);
      return Object.fromEntries(keys.map((key) => [key, `loaded ${key}`]));
    };
    const found = await cache.getOrSetMany(['c', 'a', 'b'], load, 20);
    expect(Object.entries(found)).toEqual([
      ['c', 'loaded c'],
      ['a', 'there'],
      ['b', 'loaded b'],
    ]);
    expect(Object.getPrototypeOf(found)).toBe(null);
    expect(calls).toEqual([['c', 'b']]);
    expect(await cache.ttl('c')).toBe(20);
    await cache.getOrSetMany(['a', 'b', 'c'], load);
    expect(calls.length).toBe(1);
  });

  check(
    'it takes a Map or pairs, and leaves out what was not given or not asked for',
    async (fixture) => {
      const { cache, expect } = fixture;
      const given = new Map([
        ['a', 1],
        ['other', 9],
      ]);
      expect({ ...(await cache.getOrSetMany(['a', 'b'], () => given)) }).toEqual({ a: 1 });
      expect(await cache.has('b')).toBe(false);
      expect(await cache.has('other')).toBe(false);
      expect({ ...(await cache.getOrSetMany(['b'], async () => [['b', null]])) }).toEqual({
        b: null,
      });
      expect(await cache.has('b')).toBe(true);
    },
  );

  check('it waits for the keys that others are loading', async ({ cache, another, expect }) => {
    const other = another();
    await other.get('a');
    const result = gate<string>();
    const loading = gate<void>();
    const single = other.getOrSet('a', () => {
      loading.open();
      return result.promise;
    });
    await loading.promise;
    const asked: unknown[] = [];
    const called = gate<void>();
    const many = cache.getOrSetMany(['a', 'b'], (keys) => {
      asked.push(keys);
      called.open();
      return keys.map((key) => [key, 'many'] as const);
    });
    await called.promise;
    result.open('single');
    expect({ ...(await many) }).toEqual({ a: 'single', b: 'many' });
    expect(asked).toEqual([['b']]);
    await single;
  });

  check('it calls once more for what the others could not load', async (fixture) => {
    const { cache, another, expect } = fixture;
    const other = another();
    await other.get('a');
    const result = gate<string>();
    const loading = gate<void>();
    const single = failureOf(
      other.getOrSet('a', () => {
        loading.open();
        return result.promise;
      }),
    );
    await loading.promise;
    const asked: unknown[] = [];
    const called = gate<void>();
    const many = cache.getOrSetMany(['a', 'b'], (keys) => {
      asked.push([...keys]);
      called.open();
      return keys.map((key) => [key, 'many'] as const);
    });
    await called.promise;
    result.fail(new Error('500'));
    expect({ ...(await many) }).toEqual({ a: 'many', b: 'many' });
    expect(asked).toEqual([['b'], ['a']]);
    await single;
  });

  check('its loader is told what was there, and may say how all is stored', async (fixture) => {
    const { cache, clock, expect } = fixture;
    await cache.set('a', 'old', { timeout: 10, staleIfError: 60 });
    clock.advance(10);
    await cache.getOrSetMany(
      ['a', 'b'],
      (keys, { previous, store, version }) => {
        expect([...previous]).toEqual([['a', { value: 'old', expires: clock.now }]]);
        expect(version).toBe(1);
        store({ timeout: 7 });
        return Object.fromEntries(keys.map((key) => [key, 1]));
      },
      { staleIfError: 60 },
    );
    expect([await cache.ttl('a'), await cache.ttl('b')]).toEqual([7, 7]);
  });

  check('its error rejects, and nothing is stored', async ({ cache, expect }) => {
    const failure = new Error('500');
    expect(await failureOf(cache.getOrSetMany(['a', 'b'], () => Promise.reject(failure)))).toBe(
      failure,
    );
    expect({ ...(await cache.getMany(['a', 'b'])) }).toEqual({});
    const nothing = cache.getOrSetMany(['a'], () => 1 as never);
    expect((await failureOf(nothing)).code).toBe('invalid-argument');
  });

  check('memoize caches by the arguments', async ({ cache, expect }) => {
    let calls = 0;
    const fetchCourse = async (id: number, how?: object) => ({ id, how, call: ++calls });
    const getCourse = cache.memoize('course', fetchCourse, { timeout: 60 });
    expect(await getCourse(7)).toEqual({ id: 7, how: undefined, call: 1 });
    expect((await getCourse(7)).call).toBe(1);
    expect((await getCourse(7, undefined)).call).toBe(1);
    expect((await getCourse(7, { b: 1, a: 2 })).call).toBe(2);
    expect((await getCourse(7, { a: 2, b: 1 })).call).toBe(2);
    expect(await cache.ttl(getCourse.key(7))).toBe(60);
    expect((await getCourse.fresh(7)).call).toBe(3);
    expect((await getCourse(7)).call).toBe(3);
    expect(await getCourse.delete(7)).toBe(true);
    expect(await cache.has(getCourse.key(7))).toBe(false);
  });

  check('memoize refuses arguments that make no key', async ({ cache, expect }) => {
    const twice = cache.memoize('twice', (value: unknown) => value);
    for (const value of [() => 1, new Map(), Symbol('s'), Number.NaN, new Date(Number.NaN)]) {
      const error = await failureOf(twice(value));
      expect(error.code).toBe('invalid-argument');
      expect(error.message).toMatch(/options\.key/);
    }
    const named = cache.memoize('named', (map: Map<string, number>) => map.size, {
      key: (map) => [...map.keys()].join(),
    });
    expect(await named(new Map([['a', 1]]))).toBe(1);
  });
}
