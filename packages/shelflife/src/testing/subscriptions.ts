/** `subscribe` and `peek`: what a user interface stands on. */
import type { SubscriptionEvent, UntypedCache } from '../index.js';
import { type Check, committed, failureOf, gate } from './fixture.js';

/** Lets what is told within a tick arrive. */
const tick = () => new Promise((resolve) => setTimeout(resolve));

/** The keys that a listener was called with, call by call. */
function listenTo(cache: UntypedCache, target?: Parameters<UntypedCache['subscribe']>[0]) {
  const calls: SubscriptionEvent['keys'][] = [];
  const listener = ({ keys }: SubscriptionEvent) => calls.push(keys);
  const stop =
    target === undefined ? cache.subscribe(listener) : cache.subscribe(target as never, listener);
  return { calls, stop };
}

/** Changes by the cache itself, each told once to a subscriber of `k`. */
const CHANGES: Readonly<Record<string, (cache: UntypedCache) => Promise<unknown>>> = {
  set: (cache) => cache.set('k', 2),
  setMany: (cache) => cache.setMany({ k: 2, l: 3 }),
  'a set that expires at once': (cache) => cache.set('k', 2, 0),
  delete: (cache) => cache.delete('k'),
  deleteMany: (cache) => cache.deleteMany(['k', 'l']),
  clear: (cache) => cache.clear(),
  touch: (cache) => cache.touch('k', 50),
  'touch(0)': (cache) => cache.touch('k', 0),
  incr: (cache) => cache.incr('k'),
  'incrVersion from it': (cache) => cache.incrVersion('k'),
  'incrVersion onto it': (cache) => cache.decrVersion('k', 1, { version: 2 }),
  'an expired entry that is loaded': (cache) => cache.getOrSet('k', () => 1, { fresh: true }),
};

/** Calls that change nothing. */
const QUIET: Readonly<Record<string, (cache: UntypedCache) => Promise<unknown>>> = {
  get: (cache) => cache.get('k'),
  has: (cache) => cache.has('k'),
  'a failed add': (cache) => cache.add('k', 2),
  'a missed incr': (cache) => cache.incr('missing').catch(() => {}),
  'a missed touch': (cache) => cache.touch('missing'),
  'a hit of getOrSet': (cache) => cache.getOrSet('k', () => 2),
  'a set of another key': (cache) => cache.set('other', 1),
  'a set in another version': (cache) => cache.set('k', 1, { version: 7 }),
  'a set in a namespace': (cache) => cache.namespace('ns').set('k', 1),
  'a close': (cache) => cache.close(),
};

export function subscriptions(check: Check): void {
  for (const [what, change] of Object.entries(CHANGES))
    check(`a subscriber is notified of ${what}`, async ({ cache, another, expect }) => {
      await cache.set('k', 1);
      await cache.set('k', 1, { version: 2 });
      await cache.flush();
      const other = another();
      await other.get('k');
      const mine = listenTo(cache, 'k');
      const theirs = listenTo(other, 'k');
      await committed(cache, change(cache));
      await tick();
      expect(mine.calls.length > 0).toBe(true);
      expect(theirs.calls.length > 0).toBe(true);
      expect(await other.get('k')).toEqual(await cache.get('k'));
    });

  for (const [what, call] of Object.entries(QUIET))
    check(`a subscriber is not notified of ${what}`, async ({ cache, expect }) => {
      await committed(cache, cache.set('k', 1));
      await tick();
      const { calls } = listenTo(cache, 'k');
      await call(cache);
      await tick();
      expect(calls).toEqual([]);
    });

  check('a subscriber is notified of an incr that makes its entry', async ({ cache, expect }) => {
    const { calls } = listenTo(cache, 'k');
    await committed(cache, cache.incr('k', 1, { initial: 0 }));
    await tick();
    expect(calls.length).toBe(1);
  });

  check('changes of one tick are told in one call', async ({ cache, expect }) => {
    const one = listenTo(cache, 'k1');
    const some = listenTo(cache, ['k1', 'k2']);
    const all = listenTo(cache);
    const prefixed = listenTo(cache, { prefix: 'k2' });
    const writes = [cache.set('k1', 1), cache.set('k2', 1), cache.set('k1', 2), cache.set('x', 3)];
    await Promise.resolve();
    expect(one.calls).toEqual([['k1']]);
    expect(some.calls).toEqual([['k1', 'k2']]);
    expect(all.calls).toEqual([['k1', 'k2', 'x']]);
    expect(prefixed.calls).toEqual([['k2']]);
    await Promise.all(writes);
  });

  check('views have subscribers of their own', async ({ cache, expect }) => {
    const view = cache.namespace('ns').withVersion(2) as UntypedCache;
    const own = listenTo(view, 'k');
    const byOption = listenTo(cache.namespace('ns') as UntypedCache);
    const calls: unknown[] = [];
    cache.namespace('ns').subscribe('k', () => calls.push('told'), { version: 2 });
    await view.set('k', 1);
    await cache.set('k', 1);
    await tick();
    expect(own.calls).toEqual([['k']]);
    expect(byOption.calls).toEqual([]);
    expect(calls).toEqual(['told']);
  });

  check(
    'a first subscriber after close() is notified of changes only',
    async ({ cache, expect }) => {
      const before = listenTo(cache, 'k');
      await committed(cache, cache.set('k', 1));
      before.stop();
      await cache.close();
      const { calls } = listenTo(cache, 'k');
      await cache.get('k');
      await tick();
      expect(calls).toEqual([]);
      await committed(cache, cache.set('k', 2));
      await tick();
      expect(calls.length).toBe(1);
    },
  );

  check('who has subscribed before close() is told as the cache opens again', async (fixture) => {
    const { cache, another, expect } = fixture;
    await committed(cache, cache.set('k', 1));
    const { calls } = listenTo(cache, 'k');
    await cache.close();
    await another().set('k', 2);
    calls.length = 0;
    await cache.get('other');
    await tick();
    expect(calls.length > 0).toBe(true);
  });

  check('a subscription that was ended is silent', async ({ cache, expect }) => {
    const controller = new AbortController();
    const calls: unknown[] = [];
    cache.subscribe('k', () => calls.push('by signal'), { signal: controller.signal });
    const { calls: own, stop } = listenTo(cache, 'k');
    const written = cache.set('k', 1);
    stop();
    controller.abort();
    await written;
    await cache.set('k', 2);
    await tick();
    expect([calls, own]).toEqual([[], []]);
  });

  check('a listener may set the key that it listens to', async ({ cache, expect }) => {
    let calls = 0;
    const done = gate<void>();
    const stop = cache.subscribe('k', () => {
      calls++;
      if (calls < 300) cache.set('k', calls);
      else done.open();
    });
    await cache.set('k', 0);
    await done.promise;
    stop();
    expect(calls).toBe(300);
  });

  check('a listener may end another one, and add one', async ({ cache, expect }) => {
    const calls: string[] = [];
    let stopSecond = () => {};
    cache.subscribe('k', () => {
      calls.push('first');
      stopSecond();
      cache.subscribe('k', () => calls.push('third'));
    });
    stopSecond = cache.subscribe('k', () => calls.push('second'));
    await cache.set('k', 1);
    await tick();
    expect(calls).toEqual(['first']);
  });

  check('a named key that expires is told', async ({ cache, clock, expect }) => {
    await committed(cache, cache.set('k', 1, 0.05));
    await tick();
    const told = gate<unknown>();
    cache.subscribe('k', ({ keys }) => told.open(keys));
    await cache.get('k');
    await cache.set('other', 1);
    clock.advance(0.05);
    await cache.touch('k', 1);
    if (await cache.has('k')) return;
    await committed(cache, cache.set('k', 1, 0.02));
    clock.advance(1);
    expect(await told.promise).toEqual(['k']);
  });

  check('wrong arguments throw at once', async ({ cache, expect }) => {
    const wrong = [[1, () => {}], ['k'], ['k', 1], ['', () => {}], [{ prefix: 1 }, () => {}]];
    for (const given of [...wrong, ['k', () => {}, { ttl: 1 }], [['k', ''], () => {}]])
      expect(
        (
          await failureOf(
            Promise.resolve().then(() => cache.subscribe(...(given as [never, never]))),
          )
        ).code,
      ).toBe('invalid-argument');
  });

  check('peek answers what memory holds, without flicker', async ({ cache, expect }) => {
    expect(cache.peek('k', 'none')).toBe('none');
    const first = cache.set('k', { n: 1 });
    // Without memory it never answers.
    if (cache.peek('k') === undefined) return first;
    expect(cache.peek('k')).toEqual({ n: 1 });
    await committed(cache, first);
    // Memory may hold only what a coherent store has committed.
    if (cache.peek('k') === undefined) return;
    expect(cache.peek('k')).toEqual({ n: 1 });
    const second = cache.set('k', { n: 2 });
    expect(cache.peek('k')).toEqual({ n: 2 });
    await committed(cache, second);
    expect(cache.peek('k')).toEqual({ n: 2 });
    const gone = cache.delete('k');
    expect(cache.peek('k', 'none')).toBe('none');
    await gone;
  });

  check(
    'the expiry of a key is told that was in memory before',
    async ({ cache, clock, expect }) => {
      await committed(cache, cache.set('k', 1, 0.05));
      await tick();
      const told = gate<unknown>();
      cache.subscribe('k', ({ keys }) => told.open(keys));
      if (cache.peek('k') === undefined) return;
      clock.advance(1);
      expect(await told.promise).toEqual(['k']);
    },
  );

  check('peek answers an expired value if it is asked to', async ({ cache, clock, expect }) => {
    await committed(cache, cache.set('k', 'old', { timeout: 10, staleIfError: 60 }));
    const isHeld = cache.peek('k') === 'old';
    clock.advance(10);
    expect(cache.peek('k', 'none')).toBe('none');
    expect(cache.peek('k', 'none', { stale: true })).toBe(isHeld ? 'old' : 'none');
    clock.advance(60);
    expect(cache.peek('k', 'none', { stale: true })).toBe('none');
  });
}
