/** `add` stores only if there is no live entry; `touch` renews only a live one. */
import { type Check, failureOf } from './fixture.js';

export function addAndTouch(check: Check): void {
  check('add stores if there is no live entry', async ({ cache, expect }) => {
    expect(await cache.add('offer', '10% OFF', 60)).toBe(true);
    expect(await cache.get('offer')).toBe('10% OFF');
    expect(await cache.ttl('offer')).toBe(60);
  });

  check('add leaves a live entry and its expiry as they are', async ({ cache, clock, expect }) => {
    await cache.set('k', 'first', 60);
    clock.advance(10);
    expect(await cache.add('k', 'second', 600)).toBe(false);
    expect(await cache.get('k')).toBe('first');
    expect(await cache.ttl('k')).toBe(50);
  });

  check('add stores over an expired entry', async ({ cache, clock, expect }) => {
    await cache.set('k', 'old', 5);
    clock.advance(6);
    expect(await cache.add('k', 'new')).toBe(true);
    expect(await cache.get('k')).toBe('new');
  });

  check('add stores again after a delete', async ({ cache, expect }) => {
    await cache.add('k', 1);
    await cache.delete('k');
    expect(await cache.add('k', 2)).toBe(true);
  });

  check('add looks at the entry of its own version', async ({ cache, expect }) => {
    expect(await cache.add('k', 1)).toBe(true);
    expect(await cache.add('k', 2, { version: 2, timeout: 7 })).toBe(true);
    expect(await cache.add('k', 3, { version: 2 })).toBe(false);
    expect(await cache.ttl('k', { version: 2 })).toBe(7);
  });

  check(
    'of 200 concurrent adds from two caches, one resolves to true',
    async ({ cache, another, expect }) => {
      const other = another();
      const adds = Array.from({ length: 200 }, (_, n) => (n % 2 ? cache : other).add('k', n));
      const stored = (await Promise.all(adds)).flatMap((added, n) => (added ? [n] : []));
      expect(stored.length).toBe(1);
      expect(await cache.get('k')).toBe(stored[0]);
      expect(await other.get('k')).toBe(stored[0]);
    },
  );

  check('touch sets a new expiry, longer or shorter', async ({ cache, clock, expect }) => {
    await cache.set('movie', 'RRR', 30);
    clock.advance(20);
    expect(await cache.touch('movie', 120)).toBe(true);
    expect(await cache.ttl('movie')).toBe(120);
    expect(await cache.touch('movie', 5)).toBe(true);
    expect(await cache.ttl('movie')).toBe(5);
    expect(await cache.get('movie')).toBe('RRR');
    clock.advance(5);
    expect(await cache.has('movie')).toBe(false);
  });

  check('touch without a timeout uses the default one', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, null);
    expect(await cache.touch('k')).toBe(true);
    expect(await cache.ttl('k')).toBe(300);
    clock.advance(100);
    expect(await cache.touch('k', {})).toBe(true);
    expect(await cache.ttl('k')).toBe(300);
  });

  check('touch makes an entry last for ever', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, 30);
    expect(await cache.touch('k', null)).toBe(true);
    clock.advance(10_000);
    expect(await cache.ttl('k')).toBe(null);
  });

  check(
    'touch of a missing key resolves to false and stores nothing',
    async ({ cache, expect }) => {
      expect(await cache.touch('k', 30)).toBe(false);
      expect(await cache.has('k')).toBe(false);
      expect(await cache.touch('k', 0)).toBe(false);
    },
  );

  check('touch never revives an expired entry', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, 30);
    clock.advance(31);
    expect(await cache.touch('k', 300)).toBe(false);
    expect(await cache.touch('k', null)).toBe(false);
    expect(await cache.get('k')).toBe(undefined);
  });

  check('touch looks at the entry of its own version', async ({ cache, expect }) => {
    await cache.set('k', 1, { version: 2, timeout: 30 });
    expect(await cache.touch('k', 60)).toBe(false);
    expect(await cache.touch('k', { version: 2, timeout: 60 })).toBe(true);
    expect(await cache.ttl('k', { version: 2 })).toBe(60);
  });

  check('a touch with an invalid timeout changes nothing', async ({ cache, expect }) => {
    await cache.set('k', 1, 30);
    expect((await failureOf(cache.touch('k', Number.NaN))).code).toBe('invalid-argument');
    expect(await cache.ttl('k')).toBe(30);
  });
}
