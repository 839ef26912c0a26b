/** The `_many` calls. */
import type { Bench } from './bench.js';

export function batches({ test, expect, rejection }: Bench): void {
  test('setMany takes an object, a Map or pairs; getMany just the hits, in the order asked', async ({
    cache,
  }) => {
    expect(await cache.setMany({ name: 'Sonam', roll: 101 }, 30)).toEqual([]);
    expect(await cache.setMany(new Map([['a', 1]]), { version: 2 })).toEqual([]);
    expect(await cache.setMany([['b', 2]] as const)).toEqual([]);
    const found = await cache.getMany(new Set(['b', 'missing', 'roll', 'name']));
    expect(Object.entries(found)).toEqual([
      ['b', 2],
      ['roll', 101],
      ['name', 'Sonam'],
    ]);
    expect(await cache.ttl('roll')).toBe(30);
    expect({ ...(await cache.getMany(['a'], { version: 2 })) }).toEqual({ a: 1 });
    expect(await cache.setMany({})).toEqual([]);
    expect(Object.keys(await cache.getMany([]))).toEqual([]);
  });

  test('a later pair of the same key counts', async ({ cache }) => {
    await cache.setMany([
      ['a', 1],
      ['a', 2],
    ]);
    expect(await cache.get('a')).toBe(2);
  });

  test('deleteMany counts the live entries it removed', async ({ cache, clock }) => {
    await cache.setMany({ a: 1, b: 2 });
    await cache.set('expired', 3, 1);
    clock.now += 1_000;
    expect(await cache.deleteMany(['a', 'a', 'expired', 'missing'])).toBe(1);
    expect(await cache.deleteMany(['b'], { version: 2 })).toBe(0);
    expect(await cache.has('b')).toBe(true);
  });

  test('anything but a collection is refused, with a word of advice', async ({ cache }) => {
    const object = { a: 1 } as unknown as string[];
    const asked = await rejection(cache.getMany(object));
    expect(asked).toMatchObject({ name: 'TypeError', code: 'invalid-argument' });
    expect(asked.message.includes('Object.keys')).toBe(true);
    for (const wrong of ['ab', 1, null, undefined] as unknown as string[][]) {
      expect(await rejection(cache.getMany(wrong))).toMatchObject({ name: 'TypeError' });
      expect(await rejection(cache.deleteMany(wrong))).toMatchObject({ name: 'TypeError' });
      expect(await rejection(cache.setMany(wrong as never))).toMatchObject({ name: 'TypeError' });
    }
    const notPairs = ['ab', 'cd'] as never;
    expect(await rejection(cache.setMany(notPairs))).toMatchObject({ name: 'TypeError' });
  });

  test('a bad key rejects the whole call, and nothing is stored', async ({ cache }) => {
    expect(
      await rejection(
        cache.setMany([
          ['a', 1],
          ['', 2],
        ]),
      ),
    ).toMatchObject({ name: 'TypeError' });
    expect(await cache.has('a')).toBe(false);
  });

  test('no call throws synchronously', async ({ cache }) => {
    const bad = undefined as never;
    const calls = [
      cache.get(bad),
      cache.set(bad, 1),
      cache.add(bad, 1),
      cache.getOrSet(bad, 1),
      cache.touch(bad),
      cache.incr(bad),
      cache.decr(bad),
      cache.has(bad),
      cache.delete(bad),
      cache.getMany(bad),
      cache.setMany(bad),
      cache.deleteMany(bad),
      cache.incrVersion(bad),
      cache.decrVersion(bad),
      cache.ttl(bad),
      cache.keys(bad).next(),
    ];
    const settled = await Promise.allSettled(calls);
    expect(settled.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  });

  test('500 entries at once', async ({ cache }) => {
    const entries = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`key ${n}`, n]));
    expect(await cache.setMany(entries)).toEqual([]);
    expect({ ...(await cache.getMany(Object.keys(entries))) }).toEqual(entries);
    expect(await cache.deleteMany(Object.keys(entries))).toBe(500);
  });
}
