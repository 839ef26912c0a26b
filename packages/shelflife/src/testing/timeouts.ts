/** Timeouts: how long an entry lives, and what each kind of timeout means in every call. */
import { all, type Check, committed, failureOf, START } from './fixture.js';

const YEARS = 100 * 365 * 86_400;

export function timeouts(check: Check): void {
  check(
    "without a timeout the cache's default counts",
    async ({ cache, clock, another, expect }) => {
      const brief = another({ timeout: 10 });
      await cache.set('default', 1);
      await cache.set('undefined', 1, undefined);
      await cache.set('options', 1, {});
      await cache.set('undefined option', 1, { timeout: undefined });
      await committed(brief, brief.set('brief', 1));
      for (const key of ['default', 'undefined', 'options', 'undefined option'])
        expect(await cache.ttl(key)).toBe(300);
      expect(await cache.ttl('brief')).toBe(10);
      clock.advance(299);
      expect(await cache.has('default')).toBe(true);
      clock.advance(1);
      expect(await cache.has('default')).toBe(false);
    },
  );

  check('null and Infinity mean for ever', async ({ cache, clock, another, expect }) => {
    await cache.set('null', 1, null);
    await cache.set('Infinity', 1, Number.POSITIVE_INFINITY);
    await cache.set('option', 1, { timeout: null });
    const endless = another({ timeout: null });
    await committed(endless, endless.set('default', 1));
    clock.advance(YEARS);
    for (const key of ['null', 'Infinity', 'option', 'default']) {
      expect(await cache.get(key)).toBe(1);
      expect(await cache.ttl(key)).toBe(null);
    }
  });

  for (const timeout of [0, -0, -1, -0.001, Number.NEGATIVE_INFINITY])
    check(`a timeout of ${timeout} caches nothing`, async ({ cache, expect }) => {
      await cache.setMany({ set: 'old', many: 'old', add: 'old', touch: 'old' });
      await cache.set('set', 'new', timeout);
      expect(await cache.setMany({ many: 'new' }, timeout)).toEqual([]);
      expect(await cache.add('fresh', 'new', timeout)).toBe(true);
      expect(await cache.add('add', 'new', timeout)).toBe(false);
      expect(await cache.getOrSet('loaded', () => 'new', timeout)).toBe('new');
      expect(await cache.touch('touch', timeout)).toBe(true);
      expect(await all(cache.keys())).toEqual(['add']);
      expect(await cache.get('add')).toBe('old');
    });

  check('a default timeout of 0 caches nothing', async ({ another, expect }) => {
    const cache = another({ timeout: 0 });
    await cache.set('k', 1);
    expect(await cache.has('k')).toBe(false);
    await cache.set('k', 1, 10);
    expect(await cache.touch('k')).toBe(true);
    expect(await cache.has('k')).toBe(false);
  });

  check('fractions are kept to the millisecond', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, 1.234);
    const [entry] = await all(cache.entries());
    expect(entry!.expires).toBe(START + 1234);
    clock.advance(1.233);
    expect(await cache.has('k')).toBe(true);
    clock.advance(0.001);
    expect(await cache.has('k')).toBe(false);
  });

  check('the shortest timeout above 0 is one millisecond', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, 0.000_01);
    expect(await cache.get('k')).toBe(1);
    clock.advance(0.001);
    expect(await cache.get('k')).toBe(undefined);
  });

  check(
    'a timeout beyond the range of dates works like for ever',
    async ({ cache, clock, expect }) => {
      await cache.set('k', 1, Number.MAX_VALUE);
      clock.advance(YEARS);
      expect(await cache.get('k')).toBe(1);
    },
  );

  for (const timeout of [Number.NaN, '30', true, 30n, [30], () => 30, Symbol('s')] as never[])
    check(`a timeout that is ${kindOf(timeout)} rejects`, async ({ cache, expect }) => {
      await cache.setMany({ old: 'old', gone: 'old' });
      const calls = [
        cache.set('old', 'new', timeout),
        cache.set('old', 'new', { timeout }),
        cache.add('new', 'new', timeout),
        cache.getOrSet('new', () => 'new', timeout),
        cache.touch('old', timeout),
        cache.setMany({ old: 'new', new: 'new' }, timeout),
      ];
      for (const error of await Promise.all(calls.map(failureOf))) {
        expect(error).toBeInstanceOf(TypeError);
        expect(error.code).toBe('invalid-argument');
      }
      expect(await cache.get('old')).toBe('old');
      expect(await cache.ttl('old')).toBe(300);
      expect(await cache.has('new')).toBe(false);
    });

  check('ttl resolves to the seconds left', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, 30);
    clock.advance(12.5);
    expect(await cache.ttl('k')).toBe(17.5);
    clock.advance(17.5);
    expect(await cache.ttl('k')).toBe(undefined);
    expect(await cache.ttl('nothing')).toBe(undefined);
  });

  check(
    'ttl never resolves to 0 or less, even if the clock moves on meanwhile',
    async ({ another, clock, expect }) => {
      const hurried = another({
        now: () => {
          clock.advance(1);
          return clock.now;
        },
      });
      for (let timeout = 1; timeout < 12; timeout++) {
        await hurried.set('k', 1, timeout);
        expect(((await hurried.ttl('k')) ?? 1) > 0).toBe(true);
      }
    },
  );

  check('a new set replaces the expiry', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, null);
    await cache.set('k', 1, 5);
    expect(await cache.ttl('k')).toBe(5);
    clock.advance(5);
    expect(await cache.has('k')).toBe(false);
  });
}

function kindOf(timeout: unknown): string {
  return typeof timeout === 'number' ? String(timeout) : `a ${typeof timeout}`;
}
