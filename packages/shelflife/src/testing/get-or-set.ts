/** getOrSet: the entry, or the result of a loader, which is stored; one loader for all waiting callers. */
import { type Check, failureOf, gate } from './fixture.js';

export function getOrSetCalls(check: Check): void {
  check('a hit does not call the loader', async ({ cache, expect }) => {
    let calls = 0;
    await cache.set('k', 'there', 50);
    expect(await cache.getOrSet('k', () => calls++, 10)).toBe('there');
    expect(calls).toBe(0);
    expect(await cache.ttl('k')).toBe(50);
  });

  check('a miss loads and stores: sync, async, or a plain value', async ({ cache, expect }) => {
    expect(await cache.getOrSet('sync', () => 1, 10)).toBe(1);
    expect(await cache.getOrSet('async', async () => 2, { timeout: 20 })).toBe(2);
    expect(await cache.getOrSet('plain', 2000, { timeout: 30, version: 2 })).toBe(2000);
    expect(await cache.getOrSet('object', { a: [1] })).toEqual({ a: [1] });
    expect({ ...(await cache.getMany(['sync', 'async', 'object'])) }).toEqual({
      sync: 1,
      async: 2,
      object: { a: [1] },
    });
    expect(await cache.get('plain', undefined, { version: 2 })).toBe(2000);
    expect(await cache.has('plain')).toBe(false);
    expect([await cache.ttl('sync'), await cache.ttl('async')]).toEqual([10, 20]);
    expect(await cache.ttl('object')).toBe(300);
  });

  for (const nothing of [null, undefined])
    check(`a loader's ${nothing} is cached`, async ({ cache, expect }) => {
      let calls = 0;
      const load = () => {
        calls++;
        return nothing;
      };
      expect(await cache.getOrSet('k', load)).toBe(nothing);
      expect(await cache.getOrSet('k', load)).toBe(nothing);
      expect(calls).toBe(1);
      expect(await cache.has('k')).toBe(true);
      expect(await cache.getOrSet('plain', nothing)).toBe(nothing);
      expect(await cache.has('plain')).toBe(true);
    });

  check('an expired entry is loaded again', async ({ cache, clock, expect }) => {
    await cache.getOrSet('k', 'old', 30);
    clock.advance(30);
    expect(await cache.getOrSet('k', 'new', 30)).toBe('new');
    expect(await cache.ttl('k')).toBe(30);
  });

  check('the timeout counts from the time of storing', async ({ cache, clock, expect }) => {
    await cache.getOrSet(
      'k',
      () => {
        clock.advance(100);
        return 1;
      },
      30,
    );
    expect(await cache.ttl('k')).toBe(30);
  });

  check('50 concurrent callers run one loader and get 50 copies', async ({ cache, expect }) => {
    let calls = 0;
    const load = async () => ({ n: ++calls, list: [] as number[] });
    const got = await Promise.all(Array.from({ length: 50 }, () => cache.getOrSet('k', load)));
    expect(calls).toBe(1);
    expect(new Set(got).size).toBe(50);
    expect(new Set(got.map(({ list }) => list)).size).toBe(50);
    for (const [n, one] of got.entries()) one.list.push(n);
    expect(await cache.get('k')).toEqual({ n: 1, list: [] });
    expect(got[49]).toEqual({ n: 1, list: [49] });
  });

  check('callers that come while the loader runs share it', async ({ cache, expect }) => {
    const loading = gate<void>();
    const result = gate<string>();
    const first = cache.getOrSet('k', () => {
      loading.open();
      return result.promise;
    });
    await loading.promise;
    const second = cache.getOrSet('k', () => 'second');
    const viaView = cache.withVersion(1).getOrSet('k', () => 'third');
    result.open('first');
    expect(await Promise.all([first, second, viaView])).toEqual(['first', 'first', 'first']);
  });

  check("the first caller's timeout counts", async ({ cache, expect }) => {
    const load = async () => 1;
    await Promise.all([cache.getOrSet('k', load, 10), cache.getOrSet('k', load, 99)]);
    expect(await cache.ttl('k')).toBe(10);
  });

  check('other keys, versions and namespaces load on their own', async ({ cache, expect }) => {
    const got = await Promise.all([
      cache.getOrSet('k', () => 1),
      cache.getOrSet('k', () => 2, { version: 2 }),
      cache.namespace('ns').getOrSet('k', () => 3),
      cache.getOrSet('l', () => 4),
    ]);
    expect(got).toEqual([1, 2, 3, 4]);
  });

  check('callers that hit do not share an object either', async ({ cache, expect }) => {
    await cache.set('k', { n: 1 });
    const got = await Promise.all([cache.getOrSet('k', 0), cache.getOrSet('k', 0)]);
    expect(got[0] === got[1]).toBe(false);
  });

  for (const [how, fail] of Object.entries({
    throws: () => {
      throw reason;
    },
    rejects: () => Promise.reject(reason),
  }))
    check(`the error of a loader that ${how} reaches every caller`, async ({ cache, expect }) => {
      let calls = 0;
      const load = () => {
        calls++;
        return fail();
      };
      const callers = [1, 2, 3].map(() => failureOf(cache.getOrSet('k', load)));
      for (const error of await Promise.all(callers)) expect(error).toBe(reason);
      expect(calls).toBe(1);
      expect(await cache.has('k')).toBe(false);
      expect(await cache.getOrSet('k', () => 'better')).toBe('better');
    });

  check('a loader may throw something that is no Error', async ({ cache, expect }) => {
    const thrown = await cache
      .getOrSet('k', () => Promise.reject(undefined))
      .then(
        () => 'resolved',
        (reason) => reason,
      );
    expect(thrown).toBe(undefined);
  });

  check('a failed loader does not bring an expired value back', async (fixture) => {
    const { cache, clock, expect } = fixture;
    await cache.set('k', 'old', 5);
    clock.advance(5);
    await failureOf(cache.getOrSet('k', () => Promise.reject(reason)));
    expect(await cache.has('k')).toBe(false);
  });

  check('an invalid argument rejects before the loader is called', async ({ cache, expect }) => {
    let calls = 0;
    const load = () => calls++;
    for (const call of [
      cache.getOrSet('', load),
      cache.getOrSet('k', load, Number.NaN),
      cache.getOrSet('k', load, { version: 0.5 }),
      cache.getOrSet('k', load, { staleFor: 5 } as never),
    ])
      expect((await failureOf(call)).code).toBe('invalid-argument');
    expect(calls).toBe(0);
  });

  check('a loader may use the cache itself', async ({ cache, expect }) => {
    const load = async () => (await cache.getOrSet('part', () => 20)) + 1;
    expect(await cache.getOrSet('whole', load)).toBe(21);
    expect(await cache.get('part')).toBe(20);
  });
}

const reason = new Error('the server is down');
