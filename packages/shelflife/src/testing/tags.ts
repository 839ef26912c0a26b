/** Tags: entries that are removed together, whatever their keys. */
import type { UntypedCache } from '../index.js';
import { all, type Check, committed, failureOf, gate } from './fixture.js';

async function keysOf(cache: UntypedCache): Promise<string[]> {
  return (await all(cache.keys())).sort();
}

export function tags(check: Check): void {
  check(
    'deleteByTag removes what has any of the tags, and counts what was live',
    async (fixture) => {
      const { cache, clock, expect } = fixture;
      await cache.set('a', 1, { tags: ['x', 'y'] });
      await cache.add('b', 2, { tags: new Set(['y']) });
      await cache.setMany({ c: 3, d: 4 }, { tags: ['z'] });
      await cache.set('e', 5);
      await cache.set('dead', 6, { tags: ['x'], timeout: 1, staleIfError: 60 });
      clock.advance(1);
      expect(await cache.deleteByTag('x')).toBe(1);
      expect(await keysOf(cache)).toEqual(['b', 'c', 'd', 'e']);
      expect(await cache.deleteByTag(['y', 'z', 'y'])).toBe(3);
      expect(await keysOf(cache)).toEqual(['e']);
      expect(await cache.deleteByTag('none')).toBe(0);
      expect(await cache.get('dead', 'gone', { stale: true })).toBe('gone');
    },
  );

  check('a later set replaces the tags; touch, incr and incrVersion keep them', async (fixture) => {
    const { cache, expect } = fixture;
    await cache.set('replaced', 1, { tags: ['x'] });
    await cache.set('replaced', 2, { tags: ['y'] });
    await cache.set('dropped', 1, { tags: ['x'] });
    await cache.set('dropped', 2);
    await cache.set('touched', 1, { tags: ['x'] });
    await cache.touch('touched', 99);
    await cache.set('counted', 1, { tags: ['x'] });
    await cache.incr('counted');
    await cache.set('moved', 1, { tags: ['x'] });
    await cache.incrVersion('moved');
    expect(await cache.deleteByTag('x')).toBe(3);
    expect(await keysOf(cache)).toEqual(['dropped', 'replaced']);
    expect(await cache.has('moved', { version: 2 })).toBe(false);
  });

  check('it covers what clear() covers', async ({ cache, expect }) => {
    const view = cache.namespace('a') as UntypedCache;
    const nested = view.namespace('b').withVersion(2) as UntypedCache;
    const tagged = { tags: ['x'] };
    for (const one of [cache, view, nested, cache.namespace('ab') as UntypedCache])
      await one.set('k', 1, tagged);
    expect(await view.deleteByTag('x')).toBe(2);
    expect(await cache.has('k')).toBe(true);
    expect(await cache.namespace('ab').has('k')).toBe(true);
    expect(await cache.withVersion(3).deleteByTag('x')).toBe(2);
  });

  check('it acts in the order of the calls', async ({ cache, expect }) => {
    const set = cache.set('k', 1, { tags: ['x'] });
    const deleted = cache.deleteByTag('x');
    const again = cache.set('k', 2, { tags: ['x'] });
    await Promise.all([set, again]);
    expect(await deleted).toBe(1);
    expect(await cache.get('k')).toBe(2);
  });

  check('other caches see it at once, and subscribers are told', async (fixture) => {
    const { cache, another, expect } = fixture;
    await committed(cache, cache.set('k', 1, { tags: ['x'] }));
    const other = another();
    expect(await other.get('k')).toBe(1);
    const told = gate<void>();
    other.subscribe('k', () => told.open());
    await cache.deleteByTag('x');
    expect(await other.get('k')).toBe(undefined);
    expect(await cache.get('k')).toBe(undefined);
    await told.promise;
  });

  for (const [who, isOwn] of [
    ['the same cache', true],
    ['another cache', false],
  ] as const)
    check(`what ${who} tags out while it loads is not stored`, async (fixture) => {
      const { cache, another, expect } = fixture;
      const other = isOwn ? cache : another();
      const loading = gate<void>();
      const result = gate<string>();
      const load = () => {
        loading.open();
        return result.promise;
      };
      const got = cache.getOrSet('k', load, { tags: ['x'] });
      await loading.promise;
      expect(await other.deleteByTag('x')).toBe(0);
      result.open('loaded');
      expect(await got).toBe('loaded');
      expect(await cache.has('k')).toBe(false);
      expect(await cache.getOrSet('k', () => 'next', { tags: ['x'] })).toBe('next');
      expect(await cache.deleteByTag('x')).toBe(1);
    });

  check('more than 1,000 entries are removed, too', async ({ cache, expect }) => {
    const entries = Object.fromEntries(Array.from({ length: 2_100 }, (_, n) => [`k${n}`, n]));
    await cache.setMany(entries, { tags: ['many'] });
    await cache.set('other', 1, { tags: ['one'] });
    expect(await cache.deleteByTag('many')).toBe(2_100);
    expect(await keysOf(cache)).toEqual(['other']);
  });

  check('large values go with their entries', async ({ cache, expect }) => {
    await cache.set('large', 'x'.repeat(100_000), { tags: ['x'] });
    await cache.set('buffer', new Uint8Array(100_000), { tags: ['x'] });
    expect(await cache.deleteByTag('x')).toBe(2);
    expect(await keysOf(cache)).toEqual([]);
  });

  check('bad tags are refused, and nothing is stored', async ({ cache, expect }) => {
    const many = Array.from({ length: 33 }, (_, n) => `${n}`);
    for (const bad of ['text', [''], [1], 7, {}, null, many]) {
      const error = await failureOf(cache.set('k', 1, { tags: bad } as never));
      expect(error.code).toBe('invalid-argument');
      expect(error.message).toMatch(/tags/);
    }
    await cache.set('k', 1, { tags: [...many.slice(1), ...many.slice(1)] });
    for (const bad of [undefined, '', [''], 7, null])
      expect((await failureOf(cache.deleteByTag(bad as never))).code).toBe('invalid-argument');
    expect(await cache.deleteByTag([])).toBe(0);
    for (const call of [cache.touch('k', { tags: ['x'] } as never)])
      expect((await failureOf(call)).code).toBe('invalid-argument');
  });
}
