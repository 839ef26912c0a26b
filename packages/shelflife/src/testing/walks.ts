/** `keys()` and `entries()`. */
import type { CacheEntry } from '../types.js';
import type { Bench } from './bench.js';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export function walks({ test, expect, rejection }: Bench): void {
  test('list the live entries of a view, or of everything', async ({ cache, clock }) => {
    const start = clock.now;
    await cache.set('a', 1, 30);
    await cache.set('forever', 2, null);
    await cache.set('expired', 3, 1);
    await cache.set('two', 4, { version: 2, timeout: 30 });
    await cache.namespace('user:42').set('mine', 5, 30);
    clock.now += 1_000;
    expect((await all(cache.keys())).sort()).toEqual(['a', 'forever']);
    expect(await all(cache.withVersion(2).keys())).toEqual(['two']);
    expect(await all(cache.namespace('user:42').keys())).toEqual(['mine']);
    expect((await all(cache.keys({ all: true }))).sort()).toEqual(['a', 'forever', 'mine', 'two']);
    const entries = await all(cache.entries({ all: true }));
    const byKey = new Map(entries.map((entry: CacheEntry) => [entry.key, entry]));
    expect(byKey.get('a')).toEqual({
      key: 'a',
      version: 1,
      keyPrefix: '',
      value: 1,
      expires: start + 30_000,
    });
    expect(byKey.get('forever')).toMatchObject({ value: 2, expires: null });
    expect(byKey.get('two')).toMatchObject({ version: 2 });
    expect(byKey.get('mine')).toMatchObject({ keyPrefix: 'user:42', version: 1 });
  });

  test('read more than a page, whole', async ({ cache }) => {
    const keys = Array.from({ length: 250 }, (_, n) => `key ${String(n).padStart(3, '0')}`);
    await cache.setMany(keys.map((key) => [key, key] as const));
    expect(await all(cache.keys())).toEqual(keys);
    expect((await all(cache.entries())).map(({ value }) => value)).toEqual(keys);
  });

  test('see the writes made before them, and may be left early', async ({ cache }) => {
    const write = cache.setMany({ a: 1, b: 2 });
    for await (const key of cache.keys()) {
      expect(key).toBe('a');
      break;
    }
    await write;
  });

  test('an unknown option is refused', async ({ cache }) => {
    const options = { every: true } as object;
    expect(await rejection(cache.keys(options).next())).toMatchObject({ name: 'TypeError' });
    expect(await rejection(cache.entries(options).next())).toMatchObject({ name: 'TypeError' });
  });
}
