/** One comparison judges expiry everywhere, and a clock set back makes nothing immortal. */
import { all, type Bench, type Check, committed, failureOf } from './bench.js';

const YEAR = 365 * 86_400;

/** What every method says of an entry `k` that is not there any more. */
const GONE: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  get: async ({ cache, expect }) => expect(await cache.get('k', 'miss')).toBe('miss'),
  has: async ({ cache, expect }) => expect(await cache.has('k')).toBe(false),
  ttl: async ({ cache, expect }) => expect(await cache.ttl('k')).toBe(undefined),
  getMany: async ({ cache, expect }) => expect(Object.keys(await cache.getMany(['k']))).toEqual([]),
  keys: async ({ cache, expect }) => expect(await all(cache.keys())).toEqual([]),
  'keys of all': async ({ cache, expect }) =>
    expect(await all(cache.keys({ all: true }))).toEqual([]),
  entries: async ({ cache, expect }) => expect(await all(cache.entries())).toEqual([]),
  add: async ({ cache, expect }) => {
    expect(await cache.add('k', 2)).toBe(true);
    expect(await cache.get('k')).toBe(2);
  },
  getOrSet: async ({ cache, expect }) => {
    expect(await cache.getOrSet('k', () => 2)).toBe(2);
    expect(await cache.get('k')).toBe(2);
  },
  touch: async ({ cache, clock, expect }) => {
    expect(await cache.touch('k', 100)).toBe(false);
    expect(await cache.touch('k', null)).toBe(false);
    expect(await cache.touch('k', 0)).toBe(false);
    clock.advance(-0.001);
    expect(await cache.ttl('k')).not.toBe(null);
  },
  incr: async ({ cache, expect }) =>
    expect((await failureOf(cache.incr('k'))).code).toBe('key-not-found'),
  decr: async ({ cache, expect }) =>
    expect((await failureOf(cache.decr('k'))).code).toBe('key-not-found'),
  incrVersion: async ({ cache, expect }) => {
    expect((await failureOf(cache.incrVersion('k'))).code).toBe('key-not-found');
    expect(await cache.has('k', { version: 2 })).toBe(false);
  },
  delete: async ({ cache, expect }) => expect(await cache.delete('k')).toBe(false),
  deleteMany: async ({ cache, expect }) => expect(await cache.deleteMany(['k'])).toBe(0),
};

/** What every method says of an entry `k` of value 1 that is just there still. */
const THERE: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  get: async ({ cache, expect }) => expect(await cache.get('k')).toBe(1),
  has: async ({ cache, expect }) => expect(await cache.has('k')).toBe(true),
  ttl: async ({ cache, expect }) => expect(await cache.ttl('k')).not.toBe(undefined),
  getMany: async ({ cache, expect }) => expect((await cache.getMany(['k'])).k).toBe(1),
  keys: async ({ cache, expect }) => expect(await all(cache.keys())).toEqual(['k']),
  add: async ({ cache, expect }) => expect(await cache.add('k', 2)).toBe(false),
  getOrSet: async ({ cache, expect }) => expect(await cache.getOrSet('k', () => 2)).toBe(1),
  touch: async ({ cache, expect }) => expect(await cache.touch('k')).toBe(true),
  incr: async ({ cache, expect }) => expect(await cache.incr('k')).toBe(2),
  incrVersion: async ({ cache, expect }) => expect(await cache.incrVersion('k')).toBe(2),
  delete: async ({ cache, expect }) => expect(await cache.delete('k')).toBe(true),
  deleteMany: async ({ cache, expect }) => expect(await cache.deleteMany(['k'])).toBe(1),
};

export function clocks(check: Check): void {
  for (const [method, isGone] of Object.entries(GONE)) {
    check(`at exactly its expiry an entry is gone for ${method}`, async (bench) => {
      await bench.cache.set('k', 1, 30);
      bench.clock.advance(30);
      await isGone(bench);
    });

    check(`an entry from a clock a year ahead is gone for ${method}`, async (bench) => {
      await bench.cache.set('k', 1, null);
      bench.clock.advance(-YEAR);
      await isGone(bench);
    });
  }

  for (const [method, isThere] of Object.entries(THERE)) {
    check(`a millisecond before its expiry an entry is there for ${method}`, async (bench) => {
      await bench.cache.set('k', 1, 30);
      bench.clock.advance(29.999);
      await isThere(bench);
    });

    check(`an entry written 60 s in the future is there for ${method}`, async (bench) => {
      await bench.cache.set('k', 1, null);
      bench.clock.advance(-60);
      await isThere(bench);
    });
  }

  check('the 60 s count from the clock, whatever was written before', async (bench) => {
    const { cache, clock, expect } = bench;
    for (let n = 0; n < 5; n++) await cache.set(`k${n}`, n, null);
    await cache.flush();
    clock.advance(-60);
    for (let n = 0; n < 5; n++) expect(await cache.get(`k${n}`)).toBe(n);
    clock.advance(-0.001);
    for (let n = 0; n < 5; n++) expect(await cache.get(`k${n}`)).toBe(undefined);
  });

  check('a clock set back half a second shifts nothing', async ({ cache, clock, expect }) => {
    await cache.set('before', 1, null);
    clock.advance(-0.5);
    await committed(cache, cache.set('k', 1, null));
    clock.advance(-60);
    expect(await cache.get('k')).toBe(1);
    clock.advance(-0.001);
    expect(await cache.get('k')).toBe(undefined);
  });

  check('after the clock was set back, what is written lives on', async (bench) => {
    const { cache, clock, expect } = bench;
    await cache.setMany({ k: 'future', other: 'future' }, null);
    clock.advance(-YEAR);
    await cache.set('k', 'now', 30);
    expect(await cache.get('k')).toBe('now');
    clock.advance(29.999);
    expect(await cache.get('k')).toBe('now');
    clock.advance(0.001);
    expect(await cache.get('k')).toBe(undefined);
    clock.advance(YEAR);
    expect(await cache.get('k')).toBe(undefined);
  });

  check('incr and touch date an entry anew', async ({ cache, clock, expect }) => {
    await committed(cache, cache.setMany({ counted: 1, touched: 1, left: 1 }, null));
    clock.advance(-60);
    await cache.incr('counted');
    await cache.touch('touched', null);
    clock.advance(-60);
    expect(Object.keys(await cache.getMany(['counted', 'touched', 'left']))).toEqual([
      'counted',
      'touched',
    ]);
  });
}
