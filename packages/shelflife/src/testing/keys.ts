/** Stored keys: no two (prefix, version, key) share an entry, and namespaces are separate. */
import type { UntypedCache } from '../index.js';
import { all, type Check, committed, failureOf } from './fixture.js';

const PREFIXES = [
  [],
  ['a'],
  ['a', 'b'],
  ['a/b'],
  ['a', 'b', 'c'],
  ['a/b', 'c'],
  ['a', 'b/c'],
  ['a:1'],
  ['a:1:b'],
  ['a\\'],
  ['a\\', 'b'],
  ['a\\/b'],
  [':'],
  ['/'],
  ['\\'],
  ['1'],
];
const VERSIONS = [1, 11, -1, 0, Number.MAX_SAFE_INTEGER];
const KEYS = ['k', '1:k', ':k', '1', ':1:k', 'b:1:k', '/b:1:k', '\\'];

export function keys(check: Check): void {
  check('no two (prefix, version, key) share an entry', async ({ cache, another, expect }) => {
    const triples = PREFIXES.flatMap((prefix) =>
      VERSIONS.flatMap((version) => KEYS.map((key) => ({ prefix, version, key }))),
    );
    const viewOf = (prefix: string[]) =>
      prefix.reduce<UntypedCache>((view, name) => view.namespace(name) as UntypedCache, cache);
    const stored = triples.map(({ prefix, version, key }) => viewOf(prefix).makeKey(key, version));
    expect(new Set(stored).size).toBe(triples.length);
    await Promise.all(
      triples.map(({ prefix, version, key }, n) => viewOf(prefix).set(key, n, { version })),
    );
    await cache.flush();
    const other = another();
    expect((await all(other.keys({ all: true }))).length).toBe(triples.length);
    const got = await Promise.all(
      triples.map(({ prefix, version, key }) => viewOf(prefix).get(key, undefined, { version })),
    );
    expect(got).toEqual(triples.map((_, n) => n));
  });

  check('the stored key is prefix, version and key', async ({ cache, another, expect }) => {
    expect(cache.makeKey('movie')).toBe(':1:movie');
    expect(cache.makeKey('movie', 2)).toBe(':2:movie');
    expect(cache.withVersion(3).makeKey('a:b/c\\d')).toBe(':3:a:b/c\\d');
    expect(cache.namespace('user:42').makeKey('k')).toBe('user\\:42:1:k');
    expect(cache.namespace('a/b').makeKey('k')).toBe('a\\/b:1:k');
    expect(cache.namespace('a\\').makeKey('k')).toBe('a\\\\:1:k');
    expect(cache.namespace('a').namespace('b').makeKey('k', -1)).toBe('a/b:-1:k');
    expect(another({ keyPrefix: 'p', version: 7 }).makeKey('k')).toBe('p:7:k');
  });

  check("keyPrefix: 'a' is namespace('a')", async ({ cache, another, expect }) => {
    const prefixed = another({ keyPrefix: 'a' });
    await committed(prefixed, prefixed.set('k', 1));
    expect(await cache.namespace('a').get('k')).toBe(1);
    expect(await cache.get('k')).toBe(undefined);
    await committed(cache, cache.namespace('a').namespace('b').set('k', 2));
    expect(await prefixed.namespace('b').get('k')).toBe(2);
    const [entry] = await all(prefixed.entries());
    expect(entry!.keyPrefix).toBe('a');
  });

  check('every method keeps to its namespace', async ({ cache, expect }) => {
    const view = cache.namespace('ns');
    await cache.set('k', 'outside');
    expect(await view.get('k')).toBe(undefined);
    expect(await view.has('k')).toBe(false);
    expect(await view.touch('k')).toBe(false);
    expect(await view.delete('k')).toBe(false);
    expect(await view.deleteMany(['k'])).toBe(0);
    expect(await view.ttl('k')).toBe(undefined);
    expect((await failureOf(view.incr('k'))).code).toBe('key-not-found');
    expect(await all(view.keys())).toEqual([]);
    expect(await view.add('k', 'inside')).toBe(true);
    expect(await cache.get('k')).toBe('outside');
    expect(await view.getOrSet('k', 'no')).toBe('inside');
  });

  check('a keyFunction makes the stored key', async ({ another, expect }) => {
    const given: unknown[] = [];
    const cache = another({
      keyPrefix: 'p:q',
      keyFunction(key, keyPrefix, version) {
        given.push([key, keyPrefix, version]);
        return `${keyPrefix}#${version}#${key}`;
      },
    });
    expect(cache.makeKey('k', 2)).toBe('p:q#2#k');
    expect(given).toEqual([['k', 'p:q', 2]]);
    expect(cache.namespace('r').makeKey('k')).toBe('p:q/r#1#k');
  });

  check('every method works with a keyFunction', async ({ another, expect }) => {
    const cache = another({ keyFunction: (key, prefix, version) => `${key}|${version}|${prefix}` });
    await cache.set('a', 1);
    expect(await cache.get('a')).toBe(1);
    expect(await cache.add('a', 2)).toBe(false);
    expect(await cache.incr('a')).toBe(2);
    expect(await cache.touch('a', 10)).toBe(true);
    expect(await cache.ttl('a')).toBe(10);
    expect(await cache.incrVersion('a')).toBe(2);
    expect(await cache.getOrSet('b', () => 5)).toBe(5);
    expect(await all(cache.keys())).toEqual(['b']);
    expect(await all(cache.withVersion(2).keys())).toEqual(['a']);
    expect((await all(cache.keys({ all: true }))).sort()).toEqual(['a', 'b']);
    expect(await cache.delete('a', { version: 2 })).toBe(true);
    expect(await cache.deleteMany(['b'])).toBe(1);
  });

  check('namespaces can be cleared with a keyFunction', async ({ another, expect }) => {
    const cache = another({ keyFunction: (key, prefix, version) => `${key}|${version}|${prefix}` });
    const view = cache.namespace('user:42');
    await cache.set('k', 'root');
    await view.set('k', 1);
    await view.namespace('deep').set('k', 2, { version: 9 });
    await cache.namespace('user:421').set('k', 3);
    await view.clear();
    const left = await all(cache.entries({ all: true }));
    expect(left.map(({ value }) => value).sort()).toEqual([3, 'root']);
  });

  check('a key that only looks like a namespace is not cleared with it', async (fixture) => {
    const { cache, another, expect } = fixture;
    const plain = another({ keyFunction: (key) => key });
    const resembling = ['user:', 'user:1:k', 'user:42', 'user:43', 'user/x', 'user/x:1:k'];
    await plain.setMany(resembling.map((key) => [key, 'kept'] as const));
    await plain.namespace('user').set('x', 'gone');
    await cache.namespace('user').setMany({ a: 'gone', z: 'gone' });
    await cache.namespace('user').namespace('deep').set('k', 'gone');
    await Promise.all([plain.flush(), cache.flush()]);
    await plain.namespace('user').clear();
    const disk = another({ memory: false, keyFunction: (key) => key });
    expect(Object.keys(await disk.getMany([...resembling, 'x']))).toEqual(resembling);
    expect((await all(cache.keys({ all: true }))).sort()).toEqual(resembling.sort());
  });

  check(
    'keys() with a keyFunction that builds keys as the cache does',
    async ({ another, expect }) => {
      const cache = another({
        keyFunction: (key, prefix, version) => `${prefix}:${version}:${key}`,
      });
      await cache.setMany({ a: 1, b: 2 });
      await cache.namespace('n').set('c', 3);
      expect(await all(cache.keys())).toEqual(['a', 'b']);
      expect(await all(cache.namespace('n').keys())).toEqual(['c']);
      expect((await all(cache.keys({ all: true }))).sort()).toEqual(['a', 'b', 'c']);
    },
  );

  check('keys() with a keyFunction that leaves out the prefix', async ({ another, expect }) => {
    const cache = another({ keyFunction: (key, _prefix, version) => `:${version}:${key}` });
    await cache.namespace('n').set('b', 1);
    await cache.set('a', 1);
    expect(await all(cache.keys())).toEqual(['a']);
    expect(await all(cache.namespace('n').keys())).toEqual(['b']);
  });

  check('a moved entry with a keyFunction stays in its namespace', async ({ another, expect }) => {
    const cache = another({ keyFunction: (key, prefix, version) => `${key}|${version}|${prefix}` });
    const view = cache.namespace('ns');
    await view.set('k', 1);
    await view.incrVersion('k');
    const [entry] = await all(view.withVersion(2).entries());
    expect(entry).toEqual({
      key: 'k',
      version: 2,
      keyPrefix: 'ns',
      value: 1,
      expires: entry!.expires,
    });
    await view.clear();
    expect(await view.has('k', { version: 2 })).toBe(false);
  });

  check(
    'a keyFunction that throws or returns no key makes calls reject',
    async ({ another, expect }) => {
      const boom = new Error('boom');
      const throwing = another({
        keyFunction: () => {
          throw boom;
        },
      });
      expect(await failureOf(throwing.set('k', 1))).toBe(boom);
      for (const wrong of ['', 7, undefined] as never[]) {
        const error = await failureOf(another({ keyFunction: () => wrong }).get('k'));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(/keyFunction\(\): expected a non-empty string/);
      }
    },
  );
}
