/** Views: equal ones are identical, and methods work without their `this`. */
import type { UntypedCache } from '../index.js';
import { all, type Check } from './fixture.js';

/** An object as a reactive library wraps it: what is read through it is wrapped as well. */
function wrapped<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, name, receiver) {
      const member: unknown = Reflect.get(object, name, receiver);
      return typeof member === 'object' && member !== null ? wrapped(member) : member;
    },
  });
}

/** Every way to reach the view `namespace('a')` of version 2. */
const ROUTES: Readonly<Record<string, (cache: UntypedCache) => unknown>> = {
  'the same calls': (cache) => cache.namespace('a').withVersion(2),
  'the version first': (cache) => cache.withVersion(2).namespace('a'),
  'another version before': (cache) => cache.withVersion(3).namespace('a').withVersion(2),
  'a detached method': ({ namespace }) => namespace('a').withVersion(2),
  'a Proxy': (cache) => wrapped(cache).namespace('a').withVersion(2),
};

export function views(check: Check): void {
  for (const [route, reach] of Object.entries(ROUTES))
    check(`a view is identical when reached by ${route}`, async ({ cache, expect }) => {
      expect(reach(cache)).toBe(cache.namespace('a').withVersion(2));
    });

  check('the view of its own version is the cache itself', async ({ cache, another, expect }) => {
    expect(cache.withVersion(1)).toBe(cache);
    expect(cache.withVersion(2).withVersion(1)).toBe(cache);
    const second = another({ version: 2, keyPrefix: 'a' });
    expect(second.withVersion(2)).toBe(second);
  });

  check('different views are not identical', async ({ cache, another, expect }) => {
    const nested = cache.namespace('a').namespace('b');
    const others = [
      cache.namespace('a'),
      cache.namespace('a/b'),
      cache.namespace('a').withVersion(2),
      cache.namespace('b'),
      cache.namespace('a:2'),
      another().namespace('a').namespace('b'),
    ];
    for (const other of others) expect(other).not.toBe(nested);
    expect(new Set(others).size).toBe(others.length);
  });

  check('every method works detached', async ({ cache, expect }) => {
    const { set, add, getOrSet, get, getMany, setMany, has, ttl, touch, ...rest } = cache;
    await set('movie', 'RRR', 30);
    expect(await add('movie', 'other')).toBe(false);
    expect(await getOrSet('roll', () => 101)).toBe(101);
    expect(await get('movie')).toBe('RRR');
    expect(await setMany({ name: 'Sonam' })).toEqual([]);
    expect({ ...(await getMany(['movie', 'name'])) }).toEqual({ movie: 'RRR', name: 'Sonam' });
    expect([await has('movie'), await ttl('movie'), await touch('movie', 60)]).toEqual([
      true,
      30,
      true,
    ]);
    expect([await rest.incr('roll', 2), await rest.decr('roll')]).toEqual([103, 102]);
    expect([
      await rest.incrVersion('roll'),
      await rest.decrVersion('roll', 1, { version: 2 }),
    ]).toEqual([2, 1]);
    expect(rest.makeKey('k')).toBe(':1:k');
    expect(await all(rest.keys())).toEqual(['movie', 'name', 'roll']);
    expect((await all(rest.entries())).length).toBe(3);
    expect([await rest.delete('movie'), await rest.deleteMany(['name'])]).toEqual([true, 1]);
    await rest.clear();
    await rest.flush();
    await rest.close();
    await rest.destroy();
    expect(await all(cache.keys())).toEqual([]);
  });

  check('a cache works through a Proxy', async ({ cache, expect }) => {
    const { app } = wrapped({ app: { cache } });
    await app.cache.set('movie', 'RRR');
    expect(await app.cache.get('movie')).toBe('RRR');
    expect(await app.cache.namespace('ns').withVersion(2).get('movie', 'miss')).toBe('miss');
    expect(await all(app.cache.keys())).toEqual(['movie']);
    expect(app.cache.backend).toBe(cache.backend);
    app.cache.addEventListener('error', () => {});
    await app.cache[Symbol.asyncDispose ?? 'close']();
  });

  check('a method that is passed to map() gets just the key', async (fixture) => {
    const { cache, expect } = fixture;
    await cache.setMany({ a: 1, b: 2 });
    const keys = ['a', 'b', 'c'];
    expect(await Promise.all(keys.map(cache.get))).toEqual([1, 2, undefined]);
    expect(await Promise.all(keys.map(cache.has))).toEqual([true, true, false]);
    expect(await Promise.all(keys.map(cache.ttl))).toEqual([300, 300, undefined]);
    expect(await Promise.all(keys.map(cache.touch))).toEqual([true, true, false]);
    expect(await Promise.all(['b', 'a'].map(cache.incr))).toEqual([3, 2]);
    expect(await Promise.all(['b', 'a'].map(cache.decr))).toEqual([2, 1]);
    expect(keys.map(cache.makeKey)).toEqual([':1:a', ':1:b', ':1:c']);
    const lists = [['a'], ['b', 'a']];
    const deleteMany = cache.deleteMany as (keys: string[]) => Promise<number>;
    expect(await Promise.all(lists.map(deleteMany))).toEqual([1, 1]);
    expect(await Promise.all(keys.map(cache.delete))).toEqual([false, false, false]);
  });

  check('a write that is passed to map() rejects', async ({ cache, expect }) => {
    const write = cache.set as unknown as (key: string) => Promise<void>;
    const settled = await Promise.allSettled(['a', 'b'].map(write));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await all(cache.keys())).toEqual([]);
  });
}
