/** Calls on one cache act in the order they were made, awaited or not. */
import { type Check, type FoundError, failureOf } from './fixture.js';

const codeOf = (promise: Promise<unknown>) => promise.catch((error: FoundError) => error.code);

export function order(check: Check): void {
  check('un-awaited calls of every kind act in their order', async ({ cache, expect }) => {
    const answers = await Promise.all([
      cache.get('a', 'miss'),
      cache.set('a', 1),
      cache.get('a'),
      cache.incr('a', 5),
      cache.get('a'),
      cache.add('a', 9),
      cache.has('a'),
      cache.delete('a'),
      cache.delete('a'),
      codeOf(cache.incr('a')),
      cache.add('a', 10),
      cache.getMany(['a', 'b']).then((found) => ({ ...found })),
      cache.touch('a', 7),
      cache.ttl('a'),
      cache.setMany({ a: 20, b: 30 }, 9),
      cache.ttl('a'),
      cache.incrVersion('b'),
      cache.has('b'),
      cache.get('b', 'miss', { version: 2 }),
      cache.clear(),
      cache.get('a', 'cleared'),
      cache.add('a', 'after'),
      cache.deleteMany(['a', 'b']),
      cache.has('a'),
    ]);
    expect(answers).toEqual([
      'miss',
      undefined,
      1,
      6,
      6,
      false,
      true,
      true,
      false,
      'key-not-found',
      true,
      { a: 10 },
      true,
      7,
      [],
      9,
      2,
      false,
      30,
      undefined,
      'cleared',
      true,
      1,
      false,
    ]);
  });

  check('calls of different views keep their order too', async ({ cache, expect }) => {
    const a = cache.namespace('a');
    const answers = await Promise.all([
      a.set('k', 1),
      cache.namespace('b').set('k', 2),
      a.clear(),
      a.get('k', 'cleared'),
      a.withVersion(2).set('k', 3),
      a.get('k', 'miss', { version: 2 }),
      cache.namespace('b').get('k'),
    ]);
    expect(answers).toEqual([undefined, undefined, undefined, 'cleared', undefined, 3, 2]);
  });

  check('calls of later ticks queue behind those under way', async ({ cache, expect }) => {
    const answers: Promise<unknown>[] = [];
    for (let n = 0; n < 20; n++) {
      answers.push(cache.set('k', n), cache.get('k'));
      await Promise.resolve();
      answers.push(cache.incr('k', 100), cache.get('k'));
      await Promise.resolve();
    }
    const expected = Array.from({ length: 20 }, (_, n) => [undefined, n, n + 100, n + 100]).flat();
    expect(await Promise.all(answers)).toEqual(expected);
  });

  check('of many un-awaited sets, the last one counts', async ({ cache, expect }) => {
    const sets = Array.from({ length: 100 }, (_, n) => cache.set('k', n));
    await Promise.all(sets);
    expect(await cache.get('k')).toBe(99);
  });

  check('writes settle in the order they were made', async ({ cache, expect }) => {
    const settled: number[] = [];
    const calls = [0, 1, 2, 3].map((n) => cache.set(`k${n}`, n).then(() => settled.push(n)));
    await Promise.all(calls);
    expect(settled).toEqual([0, 1, 2, 3]);
  });

  check('getOrSet finds what was set just before it', async ({ cache, expect }) => {
    let calls = 0;
    void cache.set('k', 'set');
    expect(await cache.getOrSet('k', () => calls++)).toBe('set');
    expect(calls).toBe(0);
  });

  check('getOrSet with a value takes its turn', async ({ cache, expect }) => {
    const answers = await Promise.all([
      cache.getOrSet('k', 1, 10),
      cache.get('k'),
      cache.incr('k'),
      cache.getOrSet('k', 9),
      cache.add('k', 'late'),
      cache.delete('k'),
      cache.getOrSet('k', 7),
      cache.getOrSet('k', () => 8),
    ]);
    expect(answers).toEqual([1, 1, 2, 2, false, true, 7, 7]);
    expect(await cache.ttl('k')).toBe(300);
  });

  check('a rejected call does not break the order', async ({ cache, expect }) => {
    const refused = [failureOf(cache.set('', 1)), failureOf(cache.get(7 as never))];
    const answers = Promise.all([
      cache.set('k', 1),
      codeOf(cache.set('k', () => 1)),
      cache.get('k'),
    ]);
    expect(await answers).toEqual([undefined, 'data', undefined]);
    await Promise.all(refused);
  });
}
