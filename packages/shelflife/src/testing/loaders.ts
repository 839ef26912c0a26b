/** `getOrSet`: one loader for all who wait, and nothing written over what came meanwhile. */
import type { Cache } from '../types.js';
import type { Bench } from './bench.js';

/** A loader that waits to be let go. */
function gate<T>(value: T) {
  let open = (_: T) => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  let entered = () => {};
  const running = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const load = () => {
    entered();
    return opened;
  };
  return { load, running, release: () => open(value) };
}

export function loaders({ test, expect, rejection }: Bench): void {
  test('a value, a sync and an async loader; on a hit none is called', async ({ cache }) => {
    expect(await cache.getOrSet('value', 2000, { timeout: 30, version: 2 })).toBe(2000);
    expect(await cache.getOrSet('sync', () => 1, 30)).toBe(1);
    expect(await cache.getOrSet('async', async () => 2)).toBe(2);
    expect(await cache.ttl('value', { version: 2 })).toBe(30);
    expect(await cache.ttl('sync')).toBe(30);
    expect(await cache.ttl('async')).toBe(300);
    const never = () => {
      throw new Error('called on a hit');
    };
    expect(await cache.getOrSet('sync', never)).toBe(1);
    expect(await cache.getOrSet('async', never)).toBe(2);
  });

  test('a loader that returns undefined or null caches it', async ({ cache }) => {
    let calls = 0;
    const load = () => {
      calls++;
      return undefined;
    };
    expect(await cache.getOrSet('nothing', load)).toBe(undefined);
    expect(await cache.getOrSet('nothing', load)).toBe(undefined);
    expect(await cache.getOrSet('none', () => null)).toBe(null);
    expect(calls).toBe(1);
    expect(await cache.has('none')).toBe(true);
  });

  test('a loader that throws caches nothing, and its error reaches everyone', async ({ cache }) => {
    const error = new Error('no network');
    const failing = [
      cache.getOrSet('a', () => {
        throw error;
      }),
      cache.getOrSet('a', () => 'not called'),
    ];
    for (const call of failing) expect((await rejection(call)) === error).toBe(true);
    const rejecting = cache.getOrSet('b', () => Promise.reject(error));
    expect((await rejection(rejecting)) === error).toBe(true);
    expect(await cache.has('a')).toBe(false);
    expect(await cache.getOrSet('a', () => 'recovered')).toBe('recovered');
  });

  test('50 concurrent callers share one loader and get 50 copies; the first timeout counts', async ({
    cache,
  }) => {
    let calls = 0;
    const load = async () => ({ call: ++calls });
    const values = await Promise.all(
      Array.from({ length: 50 }, (_, n) => cache.getOrSet('shared', load, n + 10)),
    );
    expect(calls).toBe(1);
    expect(new Set(values).size).toBe(50);
    for (const value of values) expect(value).toEqual({ call: 1 });
    expect(await cache.ttl('shared')).toBe(10);
  });

  test('views of one key share its loader, other versions do not', async ({ cache }) => {
    let calls = 0;
    const load = () => ++calls;
    const values = await Promise.all([
      cache.namespace('n').getOrSet('k', load),
      cache.namespace('n').getOrSet('k', load),
      cache.namespace('n').withVersion(2).getOrSet('k', load),
    ]);
    expect(values).toEqual([1, 1, 2]);
  });

  type Deed = (cache: Cache) => Promise<unknown>;
  const meanwhile: Record<string, { deed: Deed; returned: unknown; left: unknown }> = {
    'somebody sets it': { deed: (c) => c.set('k', 'theirs'), returned: 'theirs', left: 'theirs' },
    'somebody adds it': { deed: (c) => c.add('k', 'theirs'), returned: 'theirs', left: 'theirs' },
    'somebody deletes it': { deed: (c) => c.delete('k'), returned: 'mine', left: 'miss' },
    'somebody deletes many': {
      deed: (c) => c.deleteMany(['k', 'l']),
      returned: 'mine',
      left: 'miss',
    },
    'somebody clears': { deed: (c) => c.clear(), returned: 'mine', left: 'miss' },
    'somebody sets it, already expired': {
      deed: (c) => c.set('k', 'theirs', 0),
      returned: 'mine',
      left: 'miss',
    },
    'another key is written': { deed: (c) => c.set('l', 1), returned: 'mine', left: 'mine' },
    'another namespace is cleared': {
      deed: (c) => c.namespace('n').clear(),
      returned: 'mine',
      left: 'mine',
    },
  };

  for (const [what, { deed, returned, left }] of Object.entries(meanwhile))
    for (const who of ['the same cache', 'another cache'])
      test(`${what} while the loader runs (${who})`, async ({ cache, open }) => {
        const { load, running, release } = gate('mine');
        const other = who === 'another cache' ? open() : cache;
        await other.has('k');
        const loading = cache.getOrSet('k', load);
        await running;
        await deed(other);
        release();
        expect(await loading).toBe(returned);
        expect(await cache.get('k', 'miss')).toBe(left);
      });

  test('after an overtaken loader, a new caller starts afresh', async ({ cache }) => {
    const { load, running, release } = gate('stale');
    const first = cache.getOrSet('k', load);
    await running;
    await cache.delete('k');
    expect(await cache.getOrSet('k', () => 'fresh')).toBe('fresh');
    release();
    expect(await first).toBe('fresh');
    expect(await cache.get('k')).toBe('fresh');
  });
}
