/** `flush`, `close`, `destroy`, views and listeners. */
import type { Bench } from './bench.js';

export function lifecycle({ test, expect }: Bench): void {
  test('backend is unknown before first use', async ({ cache }) => {
    expect(cache.backend).toBe(undefined);
    await cache.set('a', 1);
    expect(typeof cache.backend).toBe('string');
  });

  test('flush resolves when what was accepted is committed', async ({ cache, open }) => {
    const writes = [cache.set('a', 1), cache.incr('a'), cache.add('b', 1)];
    await cache.flush();
    expect({ ...(await open().getMany(['a', 'b'])) }).toEqual({ a: 2, b: 1 });
    await Promise.all(writes);
  });

  test('close commits what was accepted, and later calls open anew', async ({ cache, open }) => {
    const write = cache.set('a', 1);
    await cache.close();
    expect(await open().get('a')).toBe(1);
    expect(await cache.get('a')).toBe(1);
    await write;
    await Promise.all([cache.close(), cache.close()]);
    expect(await cache.incr('a')).toBe(2);
  });

  test('destroy empties the cache for all, and later calls find it empty', async ({
    cache,
    open,
  }) => {
    const other = open();
    await other.set('a', 1);
    const write = cache.set('b', 1);
    await cache.destroy();
    await write;
    expect(await cache.has('b')).toBe(false);
    expect(await other.has('a')).toBe(false);
    await cache.set('c', 1);
    expect(await other.get('c')).toBe(1);
  });

  test('a loader under way during destroy is not written back', async ({ cache }) => {
    let release = (_: string) => {};
    let entered = () => {};
    const running = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const loading = cache.getOrSet('a', () => {
      entered();
      return new Promise<string>((resolve) => {
        release = resolve;
      });
    });
    await running;
    await cache.destroy();
    release('stale');
    expect(await loading).toBe('stale');
    expect(await cache.has('a')).toBe(false);
  });

  test('views share store and listeners; a listener can be removed, or be called once', async ({
    cache,
  }) => {
    const heard: string[] = [];
    const first = () => heard.push('first');
    const abort = new AbortController();
    const view = cache.namespace('n').withVersion(2);
    view.addEventListener('error', first);
    cache.addEventListener('error', () => heard.push('once'), { once: true });
    cache.addEventListener('error', () => heard.push('aborted'), { signal: abort.signal });
    await cache.setMany({ bad: () => {} });
    abort.abort();
    await cache.setMany({ bad: () => {} });
    cache.removeEventListener('error', first);
    await cache.setMany({ bad: () => {} });
    expect(heard).toEqual(['first', 'once', 'aborted', 'first']);
  });
}
