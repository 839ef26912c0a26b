/** { prefix }: the keys of a view that begin alike. */
import type { UntypedCache } from '../index.js';
import { all, type Check, committed, failureOf, WEIRD_KEYS } from './fixture.js';

const NAMES = ['user', 'user:', 'user:1', 'user:2', 'user:\uffff', 'user;', 'uses', 'other'];
const OF_USERS = ['user:', 'user:1', 'user:2', 'user:\uffff'];

async function listed(cache: UntypedCache, prefix: string): Promise<string[]> {
  return (await all(cache.keys({ prefix }))).sort();
}

function keyFunction(key: string, prefix: string, version: number): string {
  return `${key}|${version}|${prefix}`;
}

export function prefixes(check: Check): void {
  for (const [what, options] of [
    ['built-in keys', {}],
    ['a keyFunction', { keyFunction }],
  ] as const) {
    check(`with ${what}, keys and entries list what begins with the prefix`, async (fixture) => {
      const { another, expect } = fixture;
      const cache = another(options);
      await cache.setMany(NAMES.map((name) => [name, name] as const));
      expect(await listed(cache, 'user:')).toEqual(OF_USERS);
      expect(await listed(cache, 'user:1')).toEqual(['user:1']);
      expect(await listed(cache, 'user:\uffff')).toEqual(['user:\uffff']);
      expect(await listed(cache, 'nobody')).toEqual([]);
      expect(await listed(cache, '')).toEqual([...NAMES].sort());
      const entries = await all(cache.entries({ prefix: 'user:' }));
      expect(entries.map(({ value }) => value).sort()).toEqual(OF_USERS);
    });

    check(`with ${what}, clear removes what keys list, and nothing else`, async (fixture) => {
      const { another, expect } = fixture;
      const cache = another(options);
      await cache.setMany(NAMES.map((name) => [name, name] as const));
      await cache.set('user:1', 'of version 2', { version: 2 });
      await cache.namespace('user:').set('user:1', 'of a namespace');
      expect(await cache.clear({ prefix: 'user:' })).toBe(undefined);
      const left = (await all(cache.entries({ all: true }))).map(({ value }) => value).sort();
      const others = NAMES.filter((name) => !OF_USERS.includes(name));
      expect(left).toEqual([...others, 'of version 2', 'of a namespace'].sort());
      expect(await cache.get('user:1')).toBe(undefined);
      expect(await cache.get('other')).toBe('other');
    });
  }

  check('a view clears by prefix in its own namespace and version', async (fixture) => {
    const { cache, another, expect } = fixture;
    const view = cache.namespace('a').withVersion(3);
    const nested = view.namespace('b');
    const calls = [cache, view, nested].map((one) => one.setMany({ x1: 1, x2: 2, y: 3 }));
    await Promise.all(calls);
    await view.clear({ prefix: 'x' });
    expect(await all(view.keys())).toEqual(['y']);
    expect((await all(nested.keys())).length).toBe(3);
    expect((await all(cache.keys())).length).toBe(3);
    expect(await another().namespace('a').has('x1', { version: 3 })).toBe(false);
  });

  check("an empty prefix is none: clear({ prefix: '' }) is clear()", async (fixture) => {
    const { cache, expect } = fixture;
    await cache.set('k', 1, { version: 2 });
    await cache.namespace('ns').set('k', 1);
    expect((await all(cache.keys({ prefix: '', all: true }))).length).toBe(2);
    await cache.clear({ prefix: '' });
    expect(await all(cache.keys({ all: true }))).toEqual([]);
  });

  check('another cache sees what was cleared by prefix, and keeps the rest', async (fixture) => {
    const { cache, another, expect } = fixture;
    const other = another();
    await committed(other, other.setMany({ x1: 1, y: 2 }));
    await cache.clear({ prefix: 'x' });
    expect(await other.get('x1')).toBe(undefined);
    expect(await other.get('y')).toBe(2);
  });

  check('a load of a key that is cleared by prefix is not written back', async (fixture) => {
    const { cache, expect } = fixture;
    const load = async () => {
      await cache.clear({ prefix: 'x' });
      return 'loaded';
    };
    expect(await cache.getOrSet('x1', load)).toBe('loaded');
    expect(await cache.has('x1')).toBe(false);
  });

  for (const [what, key] of Object.entries(WEIRD_KEYS))
    check(`${what} may be a prefix`, async ({ cache, expect }) => {
      const names = [key, `${key}.`, `.${key}`];
      await cache.setMany(names.map((name) => [name, 1] as const));
      expect(await listed(cache, key)).toEqual([key, `${key}.`]);
      await cache.clear({ prefix: key });
      expect(await all(cache.keys())).toEqual([`.${key}`]);
    });

  check('{ prefix } must be a string, and stands beside no { all: true }', async (fixture) => {
    const { cache, expect } = fixture;
    await cache.set('k', 1);
    for (const wrong of [1, null, ['k'], /k/] as never[])
      for (const call of [
        cache.keys({ prefix: wrong }).next(),
        cache.entries({ prefix: wrong }).next(),
        cache.clear({ prefix: wrong }),
      ]) {
        const error = await failureOf(call);
        expect(error.code).toBe('invalid-argument');
        expect(error.message).toMatch(/prefix.*string/);
      }
    const both = await failureOf(cache.keys({ prefix: 'k', all: true }).next());
    expect(both.code).toBe('invalid-argument');
    expect(both.message).toMatch(/prefix.*all/);
    expect(await cache.has('k')).toBe(true);
  });
}
