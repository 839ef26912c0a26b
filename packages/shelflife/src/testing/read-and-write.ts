/** The simplest calls: get, set, has and delete. */
import { all, type Check, committed } from './fixture.js';

export function readAndWrite(check: Check): void {
  check('get resolves to the value that was set', async ({ cache, expect }) => {
    expect(await cache.set('movie', 'The Manjhi', 30)).toBe(undefined);
    expect(await cache.get('movie')).toBe('The Manjhi');
  });

  check('get of a missing key is undefined, or the default', async ({ cache, expect }) => {
    const given = { some: 'default' };
    expect(await cache.get('nothing')).toBe(undefined);
    expect(await cache.get('nothing', 'has_expired')).toBe('has_expired');
    expect(await cache.get('nothing', null)).toBe(null);
    expect(await cache.get('nothing', given)).toBe(given);
  });

  check('a function given as default is returned, never called', async ({ cache, expect }) => {
    let calls = 0;
    const given = () => calls++;
    expect(await cache.get('nothing', given)).toBe(given);
    expect(calls).toBe(0);
  });

  check('a stored null or undefined is a hit, not the default', async ({ cache, expect }) => {
    await cache.setMany({ nil: null, undef: undefined });
    expect(await cache.get('nil', 'default')).toBe(null);
    expect(await cache.get('undef', 'default')).toBe(undefined);
    expect(await cache.has('undef')).toBe(true);
    expect(await cache.add('undef', 1)).toBe(false);
    expect(await cache.getOrSet('nil', () => 'loaded')).toBe(null);
    expect(await cache.getOrSet('undef', () => 'loaded')).toBe(undefined);
    expect(Object.keys(await cache.getMany(['nil', 'undef']))).toEqual(['nil', 'undef']);
    expect(await cache.ttl('undef')).toBe(300);
    expect((await all(cache.keys())).sort()).toEqual(['nil', 'undef']);
  });

  check('set overwrites the value and the timeout', async ({ cache, clock, expect }) => {
    await cache.set('k', 'old', 10);
    await cache.set('k', 'new', 100);
    clock.advance(50);
    expect(await cache.get('k')).toBe('new');
  });

  check('has resolves to whether there is a live entry', async ({ cache, expect }) => {
    expect(await cache.has('k')).toBe(false);
    await cache.set('k', 0);
    expect(await cache.has('k')).toBe(true);
  });

  check('delete resolves to whether it removed a live entry', async ({ cache, expect }) => {
    await cache.set('k', 1);
    expect(await cache.delete('k')).toBe(true);
    expect(await cache.delete('k')).toBe(false);
    expect(await cache.get('k')).toBe(undefined);
    expect(await cache.has('k')).toBe(false);
  });

  check('another cache with the name sees what is written', async ({ cache, another, expect }) => {
    const other = another();
    await committed(cache, cache.set('k', 'mine'));
    expect(await other.get('k')).toBe('mine');
    await committed(other, other.set('k', 'yours'));
    expect(await cache.get('k')).toBe('yours');
    await cache.delete('k');
    expect(await other.has('k')).toBe(false);
  });

  check('a cache with another name does not see it', async ({ cache, another, expect }) => {
    const other = another({ name: `other-${Math.random()}` });
    await cache.set('k', 1);
    expect(await other.get('k')).toBe(undefined);
    expect(await all(other.keys({ all: true }))).toEqual([]);
    await other.destroy();
    expect(await cache.get('k')).toBe(1);
  });

  check('backend is known after the first call', async ({ cache, expect }) => {
    expect(cache.backend).toBe(undefined);
    await cache.get('k');
    expect(typeof cache.backend).toBe('string');
    expect(cache.withVersion(2).backend).toBe(cache.backend);
  });
}
