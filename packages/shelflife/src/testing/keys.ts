/** Keys, versions, prefixes: no two of them share an entry, whatever they hold. */
import type { Bench } from './bench.js';

const STRANGE: Record<string, string> = {
  __proto__: '__proto__',
  constructor: 'constructor',
  'a lone surrogate': '\ud800',
  'control characters': '\u0000\u0001\n\t',
  colons: ':1:a:2:',
  'a backslash and a slash': '\\/',
  'an integer': '42',
  '100,000 characters': 'k'.repeat(100_000),
};

export function keys({ test, expect, rejection }: Bench): void {
  for (const [kind, key] of Object.entries(STRANGE))
    test(`${kind} as a key, through every method`, async ({ cache }) => {
      await cache.set(key, 1, 30);
      expect(await cache.get(key)).toBe(1);
      expect(await cache.add(key, 2)).toBe(false);
      expect(await cache.getOrSet(key, () => 2)).toBe(1);
      expect(await cache.incr(key, 2)).toBe(3);
      expect(await cache.decr(key)).toBe(2);
      expect(await cache.touch(key, 60)).toBe(true);
      expect(await cache.has(key)).toBe(true);
      expect(await cache.ttl(key)).toBe(60);
      const many = await cache.getMany([key, 'other']);
      expect(Object.keys(many)).toEqual([key]);
      expect(Object.getPrototypeOf(many)).toBe(null);
      expect(many[key]).toBe(2);
      expect(await cache.setMany(new Map([[key, 5]]), 60)).toEqual([]);
      const listed: string[] = [];
      for await (const found of cache.keys()) listed.push(found);
      expect(listed).toEqual([key]);
      expect(await cache.incrVersion(key)).toBe(2);
      expect(await cache.decrVersion(key, 1, { version: 2 })).toBe(1);
      expect(await cache.get(key)).toBe(5);
      expect(await cache.deleteMany([key])).toBe(1);
      await cache.set(key, 1);
      expect(await cache.delete(key)).toBe(true);
      expect(await cache.delete(key)).toBe(false);
      expect(({} as Record<string, unknown>).polluted).toBe(undefined);
    });

  for (const key of ['', 1, null, undefined, {}, Symbol('k')] as unknown as string[])
    test(`${String(key) || 'an empty string'} is no key`, async ({ cache }) => {
      const calls = [
        () => cache.get(key),
        () => cache.set(key, 1),
        () => cache.add(key, 1),
        () => cache.getOrSet(key, () => 1),
        () => cache.touch(key),
        () => cache.incr(key),
        () => cache.decr(key),
        () => cache.has(key),
        () => cache.delete(key),
        () => cache.getMany(['a', key]),
        () =>
          cache.setMany([
            ['a', 1],
            [key, 1],
          ]),
        () => cache.deleteMany([key]),
        () => cache.incrVersion(key),
        () => cache.decrVersion(key),
        () => cache.ttl(key),
      ];
      for (const call of calls)
        expect(await rejection(call())).toMatchObject({
          name: 'TypeError',
          code: 'invalid-argument',
        });
      expect(await cache.has('a')).toBe(false);
    });

  test('a version that is no safe integer is refused, and an unknown option', async ({ cache }) => {
    for (const version of [1.5, Number.NaN, 2 ** 53, '2', null] as unknown as number[]) {
      expect(await rejection(cache.get('a', 0, { version }))).toMatchObject({ name: 'TypeError' });
      expect(await rejection(cache.set('a', 1, { version }))).toMatchObject({ name: 'TypeError' });
    }
    const tags = { tags: ['x'] } as object;
    expect(await rejection(cache.set('a', 1, tags))).toMatchObject({ code: 'invalid-argument' });
    expect(await rejection(cache.get('a', 1, tags))).toMatchObject({ code: 'invalid-argument' });
    expect(await cache.has('a')).toBe(false);
  });

  test('a key lives once per version', async ({ cache }) => {
    await cache.set('movie', 'one');
    await cache.set('movie', 'two', { version: 2, timeout: 30 });
    await cache.set('movie', 'minus', { version: -2 });
    expect(await cache.get('movie')).toBe('one');
    expect(await cache.get('movie', 0, { version: 2 })).toBe('two');
    expect(await cache.ttl('movie', { version: 2 })).toBe(30);
    expect(await cache.withVersion(2).get('movie')).toBe('two');
    expect(await cache.withVersion(-2).get('movie')).toBe('minus');
    expect(await cache.delete('movie', { version: 2 })).toBe(true);
    expect(await cache.get('movie')).toBe('one');
  });

  test('incrVersion moves the entry, keeps its time, overwrites the target', async ({
    cache,
    clock,
  }) => {
    await cache.set('movie', 'x', 30);
    await cache.set('movie', 'in the way', { version: 3, timeout: null });
    clock.now += 10_000;
    expect(await cache.incrVersion('movie', 2)).toBe(3);
    expect(await cache.has('movie')).toBe(false);
    expect(await cache.get('movie', 0, { version: 3 })).toBe('x');
    expect(await cache.ttl('movie', { version: 3 })).toBe(20);
    expect(await cache.incrVersion('movie', 0, { version: 3 })).toBe(3);
    expect(await cache.decrVersion('movie', 1, { version: 3 })).toBe(2);
    const error = await rejection(cache.incrVersion('movie'));
    expect(error).toMatchObject({ name: 'KeyNotFoundError', code: 'key-not-found', key: 'movie' });
    expect(await rejection(cache.incrVersion('movie', 0.5))).toMatchObject({ name: 'TypeError' });
  });

  test('no two of prefix, version and key share an entry', async ({ cache, open }) => {
    const prefixes = ['a', 'a:1', 'a\\', 'a/b', ':', '\\:', 'a:', '/'];
    const views = [
      cache,
      ...prefixes.map((prefix) => cache.namespace(prefix)),
      cache.namespace('a').namespace('b'),
      cache.namespace('a').namespace('b/'),
    ];
    const triples: [number, number, string][] = views.flatMap((_, view) =>
      [1, 11].flatMap((version) =>
        ['a', '1:a', ':1:a', 'b:1:a', '\\:1:a'].map((key): [number, number, string] => [
          view,
          version,
          key,
        ]),
      ),
    );
    const stored = triples.map(([view, version, key]) => views[view]!.makeKey(key, version));
    expect(new Set(stored).size).toBe(triples.length);
    await Promise.all(
      triples.map(([view, version, key], n) => views[view]!.set(key, n, { version })),
    );
    const found = await Promise.all(
      triples.map(([view, version, key]) => views[view]!.get(key, 'miss', { version })),
    );
    expect(found).toEqual(triples.map((_, n) => n));
    expect(await open({ keyPrefix: 'a:1' }).get('a')).toBe(await cache.namespace('a:1').get('a'));
  });

  test('the stored key is prefix, version and key', async ({ cache }) => {
    expect(cache.makeKey('movie')).toBe(':1:movie');
    expect(cache.makeKey('movie', 2)).toBe(':2:movie');
    const nested = cache.namespace('user:42').namespace('a/b').withVersion(3);
    expect(nested.makeKey('movie')).toBe('user\\:42/a\\/b:3:movie');
  });

  test('clear takes everything, a namespace only itself and those within', async ({
    cache,
    open,
  }) => {
    const user = cache.namespace('user:42');
    const views = [
      cache,
      user,
      user.namespace('inner'),
      cache.namespace('user:421'),
      user.withVersion(2),
    ];
    for (const view of views) await view.set('a', 1);
    await user.withVersion(7).clear();
    expect(await Promise.all(views.map((view) => view.has('a')))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    await open({ keyPrefix: 'elsewhere' }).clear();
    expect(await Promise.all(views.map((view) => view.has('a')))).toEqual(views.map(() => false));
  });

  test('a key function makes the stored keys, and namespaces can be cleared all the same', async ({
    cache,
    open,
  }) => {
    const custom = open({ keyFunction: (key, prefix, version) => `${key}@${version}/${prefix}` });
    const inner = custom.namespace('in:ner');
    expect(inner.makeKey('a', 2)).toBe('a@2/in:ner');
    await custom.set('a', 'outer');
    await inner.set('a', 'inner');
    await inner.namespace('deep').set('a', 'deep');
    expect(await cache.get('a', 'miss')).toBe('miss');
    const listed: unknown[] = [];
    for await (const { key, keyPrefix, version, value } of inner.entries())
      listed.push([key, keyPrefix, version, value]);
    expect(listed).toEqual([['a', 'in:ner', 1, 'inner']]);
    await inner.clear();
    expect(await custom.get('a')).toBe('outer');
    expect(await inner.has('a')).toBe(false);
    expect(await inner.namespace('deep').has('a')).toBe(false);
    const bad = open({ keyFunction: () => '' });
    expect(await rejection(bad.get('a'))).toMatchObject({ name: 'TypeError' });
  });
}
