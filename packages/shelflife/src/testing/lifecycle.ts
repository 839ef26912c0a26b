/** flush, close and destroy, and calls after them. */
import { all, type Check, committed } from './fixture.js';

export function lifecycle(check: Check): void {
  check('flush resolves once every write before it is committed', async (fixture) => {
    const { cache, another, expect } = fixture;
    const other = another();
    const settled: string[] = [];
    for (const key of ['a', 'b', 'c']) void cache.set(key, key).then(() => settled.push(key));
    void cache.clear().then(() => settled.push('clear'));
    void cache.set('d', 'd').then(() => settled.push('d'));
    expect(await cache.flush()).toBe(undefined);
    expect(settled.sort()).toEqual(['a', 'b', 'c', 'clear', 'd']);
    expect(await other.get('d')).toBe('d');
  });

  check('flush of a view flushes the cache', async ({ cache, another, expect }) => {
    const other = another();
    void cache.set('a', 1);
    await cache.namespace('x').withVersion(2).flush();
    expect(await other.get('a')).toBe(1);
  });

  check('flush of an idle or unused cache resolves', async ({ cache, expect }) => {
    expect(await cache.flush()).toBe(undefined);
    await cache.set('a', 1);
    expect(await cache.flush()).toBe(undefined);
  });

  check('close commits what was accepted, and later calls reopen', async (fixture) => {
    const { cache, another, expect } = fixture;
    const other = another();
    const written = cache.set('k', 1);
    expect(await cache.close()).toBe(undefined);
    expect(await other.get('k')).toBe(1);
    expect(await cache.get('k')).toBe(1);
    expect(await cache.incr('k')).toBe(2);
    expect(await all(cache.keys())).toEqual(['k']);
    await written;
  });

  check('close of an unused or closed cache resolves', async ({ cache, expect }) => {
    await cache.close();
    await cache.close();
    await cache.set('k', 1);
    await Promise.all([cache.close(), cache.close()]);
    expect(await cache.get('k')).toBe(1);
    expect(cache.backend).not.toBe(undefined);
  });

  check('a call made while the cache closes is done', async ({ cache, another, expect }) => {
    await cache.set('before', 1);
    const calls = [cache.set('a', 1), cache.close(), cache.set('b', 2), cache.get('b')];
    expect(await Promise.all(calls)).toEqual([undefined, undefined, undefined, 2]);
    expect({ ...(await another().getMany(['a', 'b'])) }).toEqual({ a: 1, b: 2 });
  });

  check('a view closes and destroys its cache', async ({ cache, expect }) => {
    await cache.set('k', 1);
    await cache.withVersion(2).close();
    expect(await cache.get('k')).toBe(1);
    await cache.namespace('x').destroy();
    expect(await cache.get('k')).toBe(undefined);
  });

  check('a cache can be disposed of, if the engine supports it', async ({ cache, expect }) => {
    const dispose = (Symbol as { asyncDispose?: symbol }).asyncDispose;
    const method = dispose && (cache as unknown as Record<symbol, () => Promise<void>>)[dispose];
    await cache.set('k', 1);
    if (dispose) await method!.call(cache);
    expect(await cache.get('k')).toBe(1);
    expect(Object.keys(cache).includes('undefined') || 'undefined' in cache).toBe(false);
  });

  check('destroy empties the cache, and later calls open an empty one', async (fixture) => {
    const { cache, expect } = fixture;
    await cache.set('k', 1);
    await cache.namespace('x').set('k', 2, { version: 2 });
    expect(await cache.destroy()).toBe(undefined);
    expect(await cache.get('k')).toBe(undefined);
    expect(await all(cache.keys({ all: true }))).toEqual([]);
    await cache.set('k', 3);
    expect(await cache.get('k')).toBe(3);
    await cache.destroy();
    await cache.destroy();
    expect(await cache.add('k', 4)).toBe(true);
  });

  check(
    'destroy does not wait for other caches, which go on',
    async ({ cache, another, expect }) => {
      const other = another();
      await committed(cache, cache.set('k', 1));
      expect(await other.get('k')).toBe(1);
      await cache.destroy();
      expect(await other.get('k')).toBe(undefined);
      await committed(other, other.set('k', 2));
      expect(await cache.get('k')).toBe(2);
      expect(await other.incr('k')).toBe(3);
    },
  );

  check('entries written before destroy are gone, those written after it stay', async (fixture) => {
    const { cache, expect } = fixture;
    await cache.set('first', 1);
    const calls = [cache.set('before', 1), cache.destroy(), cache.set('after', 2)];
    await Promise.all(calls);
    expect(await all(cache.keys())).toEqual(['after']);
    expect(await cache.get('after')).toBe(2);
  });

  check('destroy of an unused cache resolves', async ({ cache, expect }) => {
    await cache.destroy();
    expect(await cache.has('k')).toBe(false);
  });

  check('a healthy cache reports no error', async ({ cache, another, expect }) => {
    const told: unknown[] = [];
    const other = another();
    for (const one of [cache, other]) {
      one.addEventListener('error', (event) => told.push(event));
      one.addEventListener('degraded', (event) => told.push(event));
    }
    await cache.set('k', 1);
    await other.getOrSet('l', () => 2);
    await cache.close();
    await other.destroy();
    await cache.set('k', 1);
    expect(told).toEqual([]);
  });
}
