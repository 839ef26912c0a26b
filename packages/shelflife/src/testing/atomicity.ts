/** Racing writers: each key has one winner, each count its exact sum. */
import type { Bench } from './bench.js';

export function atomicity({ test, expect, rejection }: Bench): void {
  test('500 increments from two caches count to the exact sum, and keep the time', async ({
    cache,
    open,
    clock,
  }) => {
    const other = open();
    await cache.set('views', 0, 30);
    clock.now += 10_000;
    const counts = Array.from({ length: 250 }, () => [cache.incr('views'), other.incr('views')]);
    const seen = await Promise.all(counts.flat());
    expect(new Set(seen).size).toBe(500);
    expect(await cache.get('views')).toBe(500);
    expect(await other.ttl('views')).toBe(20);
  });

  test('of 200 racing adds from two caches exactly one wins', async ({ cache, open }) => {
    const other = open();
    const adds = Array.from({ length: 100 }, (_, n) => [cache.add('k', n), other.add('k', -n)]);
    const won = (await Promise.all(adds.flat())).filter(Boolean);
    expect(won.length).toBe(1);
  });

  test('incr and decr count numbers and bigints', async ({ cache }) => {
    await cache.setMany({ roll: 101, big: 10n ** 20n });
    expect(await cache.decr('roll')).toBe(100);
    expect(await cache.incr('roll', 3)).toBe(103);
    expect(await cache.incr('roll', -0.5)).toBe(102.5);
    expect(await cache.incr('big', 1n)).toBe(10n ** 20n + 1n);
    expect(await cache.decr('big')).toBe(10n ** 20n);
    await cache.set('roll', 5, { version: 2 });
    expect(await cache.incr('roll', 1, { version: 2 })).toBe(6);
  });

  test('incr refuses what is missing or cannot be counted, and changes nothing', async ({
    cache,
  }) => {
    await cache.setMany({ text: 'a', number: 1, max: Number.MAX_VALUE, nan: Number.NaN, big: 1n });
    const missing = await rejection(cache.incr('missing'));
    expect(missing).toMatchObject({
      name: 'KeyNotFoundError',
      code: 'key-not-found',
      key: 'missing',
    });
    const calls = [
      cache.incr('text'),
      cache.incr('number', 1n),
      cache.incr('big', 1),
      cache.incr('max', Number.MAX_VALUE),
      cache.incr('nan'),
      cache.incr('number', Number.NaN),
      cache.incr('number', '1' as unknown as number),
    ];
    for (const error of await Promise.all(calls.map(rejection)))
      expect(error).toMatchObject({ name: 'TypeError', code: 'invalid-argument' });
    expect(await cache.get('number')).toBe(1);
    expect(await cache.get('max')).toBe(Number.MAX_VALUE);
  });

  test('calls act in the order they were made, awaited or not', async ({ cache }) => {
    const answers = await Promise.all([
      cache.get('a', 'miss'),
      cache.set('a', 1),
      cache.get('a'),
      cache.incr('a', 2),
      cache.get('a'),
      cache.add('a', 9),
      cache.delete('a'),
      cache.has('a'),
      cache.add('a', 5),
      cache.incrVersion('a'),
      cache.get('a', 'moved'),
      cache.getMany(['a']),
      cache.set('b', 1),
      cache.clear(),
      cache.get('b', 'cleared'),
      cache.set('b', 2),
      cache.touch('b', 10),
      cache.ttl('b'),
      cache.deleteMany(['b', 'c']),
      cache.getOrSet('b', () => 3),
    ]);
    expect(answers.map((answer) => answer ?? 'nothing')).toEqual([
      'miss',
      'nothing',
      1,
      3,
      3,
      false,
      true,
      false,
      true,
      2,
      'moved',
      Object.create(null),
      'nothing',
      'nothing',
      'cleared',
      'nothing',
      true,
      10,
      1,
      3,
    ]);
  });
}
