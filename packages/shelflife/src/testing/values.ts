/** What goes in comes out: a copy of it, of every kind that can be stored. */
import type { Bench } from './bench.js';

/** Values that look storable and are not; made when asked for, as not every engine has them all. */
const UNSTORABLE: Record<string, () => unknown> = {
  'a function': () => () => {},
  'a symbol': () => Symbol('no'),
  'shared memory': () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer,
  'a compiled module': () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
  ...(refusesResponses() && { 'a Response': () => new Response('body') }),
  'a function deep within': () => ({ list: [new Map([['f', () => {}]])] }),
  'shared memory deep within': () => [
    new Set([
      new Uint8Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer),
    ]),
  ],
};

/** Node's `Response` is an ordinary object to its structured clone. */
function refusesResponses(): boolean {
  try {
    return !structuredClone(new Response());
  } catch {
    return true;
  }
}

export function values({ test, expect, rejection }: Bench): void {
  const cycle: Record<string, unknown> = { name: 'cycle' };
  cycle.self = cycle;
  const shared = { n: 1 };

  const storable: Record<string, unknown> = {
    string: 'The Manjhi',
    'empty string': '',
    'lone surrogate': 'a\ud800b',
    zero: 0,
    'minus zero': -0,
    NaN: Number.NaN,
    bigint: 12345678901234567890n,
    boolean: false,
    null: null,
    undefined: undefined,
    date: new Date(0),
    map: new Map<unknown, unknown>([['a', new Set([1, 2])]]),
    bytes: new Uint8Array([1, 2, 3]),
    regexp: /a+/gi,
    error: new TypeError('kept'),
    nested: { list: [1, [2, { three: 3 }]], none: undefined },
    shared: [shared, shared],
  };

  for (const [kind, value] of Object.entries(storable))
    test(`stores ${kind}`, async ({ cache }) => {
      await cache.set('value', value);
      expect(await cache.get('value', 'a miss')).toEqual(value);
      expect(await cache.has('value')).toBe(true);
    });

  test('stores a cycle', async ({ cache }) => {
    await cache.set('cycle', cycle);
    const found = await cache.get<typeof cycle>('cycle');
    expect(found?.self === found).toBe(true);
  });

  test('a cached null or undefined is a hit and beats the default', async ({ cache }) => {
    await cache.setMany({ none: null, nothing: undefined });
    expect(await cache.get('none', 'default')).toBe(null);
    expect(await cache.get('nothing', 'default')).toBe(undefined);
    expect(await cache.get('missing', 'default')).toBe('default');
    expect(Object.keys(await cache.getMany(['none', 'nothing', 'missing']))).toEqual([
      'none',
      'nothing',
    ]);
    expect(await cache.getOrSet('nothing', () => 'loaded')).toBe(undefined);
    expect(await cache.add('none', 1)).toBe(false);
  });

  test('a function default is returned, not called', async ({ cache }) => {
    const fallback = () => 1;
    expect((await cache.get('missing', fallback)) === fallback).toBe(true);
  });

  test('a value is what it was at the moment of the call', async ({ cache }) => {
    const course = { name: 'Course 1', tags: ['a'] };
    const writes = [
      cache.set('set', course),
      cache.add('add', course),
      cache.setMany({ many: course }),
      cache.getOrSet('or set', course),
    ];
    course.name = 'changed';
    course.tags.push('b');
    await Promise.all(writes);
    const expected = { name: 'Course 1', tags: ['a'] };
    for (const key of ['set', 'add', 'many', 'or set'])
      expect(await cache.get(key)).toEqual(expected);
  });

  test('changing what was returned changes nothing in the cache', async ({ cache }) => {
    await cache.set('course', { tags: ['a'] });
    const reads = [
      cache.get<{ tags: string[] }>('course'),
      cache.get<{ tags: string[] }>('course'),
    ];
    const [first, second] = await Promise.all(reads);
    first?.tags.push('b');
    expect(second).toEqual({ tags: ['a'] });
    const loaded = await cache.getOrSet('loaded', () => ({ tags: ['a'] }));
    loaded.tags.push('b');
    const many = await cache.getMany<{ tags: string[] }>(['course', 'loaded']);
    expect(many.course).toEqual({ tags: ['a'] });
    expect(many.loaded).toEqual({ tags: ['a'] });
  });

  for (const [kind, make] of Object.entries(UNSTORABLE)) {
    test(`refuses ${kind}, alone, with key and cause, and leaves nothing older`, async ({
      cache,
    }) => {
      await cache.setMany({ key: 'old', other: 'kept' });
      const value = make();
      const writes = [cache.set('before', 1), cache.set('key', value), cache.set('after', 2)];
      const error = await rejection(writes[1]!);
      expect(error).toMatchObject({ name: 'CacheError', code: 'data', key: 'key' });
      expect((error.cause as Error).name).toBe('DataCloneError');
      await Promise.all([writes[0], writes[2]]);
      expect({ ...(await cache.getMany(['before', 'key', 'after', 'other'])) }).toEqual({
        before: 1,
        after: 2,
        other: 'kept',
      });
    });

    test(`setMany with ${kind} stores the others and returns its key`, async ({ cache }) => {
      const errors: unknown[] = [];
      cache.addEventListener('error', ({ error }) => errors.push([error.code, error.key]));
      await cache.set('bad', 'old');
      expect(await cache.setMany({ a: 1, bad: make(), b: 2 })).toEqual(['bad']);
      expect({ ...(await cache.getMany(['a', 'bad', 'b'])) }).toEqual({ a: 1, b: 2 });
      expect(errors).toEqual([['data', 'bad']]);
    });
  }

  test('add and getOrSet refuse what cannot be stored, and leave what is there', async ({
    cache,
  }) => {
    await cache.set('held', 1);
    expect(await rejection(cache.add('held', () => {}))).toMatchObject({ code: 'data' });
    expect(await cache.get('held')).toBe(1);
    const loading = cache.getOrSet('loaded', () => Symbol('no'));
    expect(await rejection(loading)).toMatchObject({ code: 'data', key: 'loaded' });
    expect(await cache.has('loaded')).toBe(false);
  });
}
