/** clear(): everything under the name, or a namespace with those nested in it. */
import { all, type Check, committed } from './fixture.js';

export function clearing(check: Check): void {
  check('clear empties the name: all prefixes and versions', async ({ cache, another, expect }) => {
    const prefixed = another({ keyPrefix: 'p', version: 3 });
    await cache.set('a', 1);
    await cache.set('a', 2, { version: 2 });
    await cache.namespace('ns').set('a', 3);
    await committed(prefixed, prefixed.set('a', 4));
    expect(await cache.clear()).toBe(undefined);
    expect(await all(cache.keys({ all: true }))).toEqual([]);
    expect(await prefixed.has('a')).toBe(false);
  });

  check('a cache with a keyPrefix also clears everything under the name', async (fixture) => {
    const { cache, another, expect } = fixture;
    const other = another({ keyPrefix: 'q' });
    await committed(cache, cache.set('a', 1));
    await committed(other, other.set('a', 1));
    await another({ keyPrefix: 'p' }).clear();
    expect(await all(cache.keys({ all: true }))).toEqual([]);
  });

  check('a namespace clears itself and those nested in it', async ({ cache, expect }) => {
    const view = cache.namespace('user:42');
    await cache.set('k', 'root');
    await cache.namespace('user:421').set('k', 'other user');
    await cache.namespace('user').set('k', 'user');
    await cache.namespace('user').namespace('42').set('k', 'nested elsewhere');
    await view.set('k', 1);
    await view.set('k', 2, { version: 2 });
    await view.namespace('cart').set('k', 3);
    await view.namespace('cart').namespace('items').set('k', 4, { version: -1 });
    await view.clear();
    const left = await all(cache.entries({ all: true }));
    expect(left.map(({ value }) => value).sort()).toEqual([
      'nested elsewhere',
      'other user',
      'root',
      'user',
    ]);
  });

  check('clearing a nested namespace leaves the outer one as it is', async ({ cache, expect }) => {
    const outer = cache.namespace('a');
    await outer.set('k', 1);
    await outer.namespace('b').set('k', 2);
    await outer.namespace('bb').set('k', 3);
    await outer.namespace('b').clear();
    expect(await outer.get('k')).toBe(1);
    expect(await outer.namespace('b').has('k')).toBe(false);
    expect(await outer.namespace('bb').get('k')).toBe(3);
  });

  check("withVersion(n).clear() clears what its parent's would", async ({ cache, expect }) => {
    await cache.set('k', 1);
    await cache.namespace('a').set('k', 1);
    await cache.namespace('b').set('k', 1, { version: 5 });
    await cache.namespace('a').withVersion(7).clear();
    expect(await cache.namespace('a').has('k')).toBe(false);
    expect(await cache.has('k')).toBe(true);
    await cache.withVersion(7).clear();
    expect(await all(cache.keys({ all: true }))).toEqual([]);
  });

  check('an entry written after a clear stays', async ({ cache, expect }) => {
    const calls = [cache.set('a', 1), cache.clear(), cache.set('b', 2)];
    await Promise.all(calls);
    expect(await all(cache.keys())).toEqual(['b']);
    expect(await cache.add('a', 1)).toBe(true);
  });

  check('clearing an empty cache resolves', async ({ cache, expect }) => {
    expect(await cache.clear()).toBe(undefined);
    expect(await cache.namespace('x').clear()).toBe(undefined);
  });

  check('another cache sees the clear', async ({ cache, another, expect }) => {
    const other = another();
    await committed(other, other.set('k', 1));
    await cache.clear();
    expect(await other.get('k')).toBe(undefined);
  });
}
