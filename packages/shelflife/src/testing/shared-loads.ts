/** Caches that share a store share their loads: one runs its loader, the others wait for what it stores. */
import { type Check, failureOf, gate } from './fixture.js';
import { race } from './get-or-set-races.js';

export function sharedLoads(check: Check): void {
  check('five caches with ten callers each run one loader', async ({ another, expect }) => {
    let calls = 0;
    const load = async () => {
      calls++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { n: calls };
    };
    const caches = Array.from({ length: 5 }, () => another());
    // All of them are open, as tabs are.
    for (const cache of caches) await cache.get('k');
    const got = await Promise.all(
      caches.flatMap((cache) => Array.from({ length: 10 }, () => cache.getOrSet('k', load))),
    );
    expect(got).toEqual(Array(50).fill({ n: 1 }));
    expect(calls).toBe(1);
  });

  check('a failing loader in five caches answers each within two loads', async (fixture) => {
    const { another, expect } = fixture;
    const caches = Array.from({ length: 5 }, () => another());
    for (const cache of caches) await cache.get('k');
    const failure = new Error('500');
    const gates = [gate<void>(), gate<void>()];
    let round = 0;
    const load = async () => {
      await gates[round]!.promise;
      throw failure;
    };
    const calls = caches.map((cache) => failureOf(cache.getOrSet('k', load)));
    gates[0]!.open();
    round = 1;
    gates[1]!.open();
    expect(await Promise.all(calls)).toEqual(Array(5).fill(failure));
    expect(await caches[0]!.getOrSet('k', () => 'better')).toBe('better');
  });

  check('with shared: false nobody waits, and the first result stored counts', async (fixture) => {
    const { cache, another, expect } = fixture;
    const other = another();
    await other.get('k');
    const got = await race(fixture, async () => {
      expect(await other.getOrSet('k', () => 'quick', { shared: false })).toBe('quick');
    });
    expect(got).toBe('quick');
    expect(await cache.get('k')).toBe('quick');
  });

  check('what is deleted elsewhere while it loads stays deleted', async (fixture) => {
    const { another, expect } = fixture;
    const other = another();
    await other.get('k');
    const got = await race(fixture, async () => {
      expect(await other.delete('k')).toBe(false);
    });
    expect(got).toBe('loaded');
    expect(await other.has('k')).toBe(false);
  });

  check('a cache that closes while it loads gives up its lease', async (fixture) => {
    const { cache, another, expect } = fixture;
    const other = another();
    await other.get('k');
    const got = await race(fixture, async () => {
      const waiting = other.getOrSet('k', () => 'theirs');
      await cache.close();
      expect(await waiting).toBe('theirs');
    });
    expect(got).toBe('loaded');
    expect(await other.get('k')).toBe('theirs');
  });

  check('a lease is not counted, listed or read', async ({ cache, expect }) => {
    await cache.getOrSet('k', async ({ key }) => {
      for await (const one of cache.keys({ all: true })) expect(one).toBe('no key');
      expect(await cache.has(key)).toBe(false);
      expect(await cache.delete(key)).toBe(false);
      return 1;
    });
    expect(await cache.has('k')).toBe(false);
  });
}
