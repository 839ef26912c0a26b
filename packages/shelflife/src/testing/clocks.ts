/** Expiry is decided alike everywhere, and setting the clock back makes no entry immortal. */
import type { UntypedCache } from '../index.js';
import { all, type Check, committed, type Fixture, failureOf } from './fixture.js';

const YEAR = 365 * 86_400;

/** What every method answers for an entry `k` that has expired. */
const GONE: Readonly<Record<string, (fixture: Fixture) => Promise<void>>> = {
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

/** What every method answers for an entry `k` with the value 1 that is still live. */
const THERE: Readonly<Record<string, (fixture: Fixture) => Promise<void>>> = {
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

/** Every method that needs the clock. */
const CALLS: Readonly<Record<string, (cache: UntypedCache) => Promise<unknown>>> = {
  get: (cache) => cache.get('k'),
  'get of a missing key': (cache) => cache.get('missing'),
  set: (cache) => cache.set('k', 2),
  'set of what cannot be stored': (cache) => cache.set('k', () => {}),
  add: (cache) => cache.add('k', 2),
  'getOrSet with a loader': (cache) => cache.getOrSet('new', () => 2),
  'getOrSet with a value': (cache) => cache.getOrSet('new', 2),
  touch: (cache) => cache.touch('k', 0),
  incr: (cache) => cache.incr('k'),
  decr: (cache) => cache.decr('k'),
  has: (cache) => cache.has('k'),
  delete: (cache) => cache.delete('k'),
  getMany: (cache) => cache.getMany(['k', 'missing']),
  setMany: (cache) => cache.setMany({ k: 2, new: 2 }),
  'setMany of what cannot be stored': (cache) => cache.setMany({ k: () => {} }),
  deleteMany: (cache) => cache.deleteMany(['k', 'missing']),
  clear: (cache) => cache.clear(),
  incrVersion: (cache) => cache.incrVersion('k'),
  decrVersion: (cache) => cache.decrVersion('k'),
  ttl: (cache) => cache.ttl('k'),
  keys: (cache) => all(cache.keys()),
  entries: (cache) => all(cache.entries()),
  destroy: (cache) => cache.destroy(),
};

/** Values that are no time in milliseconds. */
const WRONG_MOMENTS: readonly unknown[] = [
  new Date(),
  Promise.resolve(1),
  Number.NaN,
  Infinity,
  '1750000000000',
  1n,
  null,
  undefined,
];

export function clocks(check: Check): void {
  for (const [method, call] of Object.entries(CALLS)) {
    check(`${method} rejects if the clock does not return milliseconds`, async (fixture) => {
      const { cache, another, expect } = fixture;
      await committed(cache, cache.set('k', 1));
      for (const moment of WRONG_MOMENTS) {
        const error = await failureOf(call(another({ now: () => moment as number })));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.code).toBe('invalid-argument');
        expect(error.message).toMatch(/^now\(\): expected .*milliseconds.*, got ./);
      }
      expect(await all(cache.keys({ all: true }))).toEqual(['k']);
      expect(await cache.get('k')).toBe(1);
    });

    check(`${method} rejects with the error that the clock throws`, async (fixture) => {
      const { cache, another, expect } = fixture;
      await committed(cache, cache.set('k', 1));
      const broken = new Error('no clock');
      const now = () => {
        throw broken;
      };
      expect(await failureOf(call(another({ now })))).toBe(broken);
      expect(await cache.get('k')).toBe(1);
    });
  }

  check('calls reject while the clock is wrong, and work again afterwards', async (fixture) => {
    const { another, clock, expect } = fixture;
    let isRight = true;
    const cache = another({ now: () => (isRight ? clock.read() : Number.NaN) });
    await committed(cache, cache.set('k', 1));
    isRight = false;
    expect(await failureOf(cache.get('k'))).toBeInstanceOf(TypeError);
    expect(await failureOf(cache.set('k', 2))).toBeInstanceOf(TypeError);
    isRight = true;
    expect(await cache.get('k')).toBe(1);
  });

  for (const [method, isGone] of Object.entries(GONE)) {
    check(`${method} treats an entry as expired at exactly its expiry`, async (fixture) => {
      await fixture.cache.set('k', 1, 30);
      fixture.clock.advance(30);
      await isGone(fixture);
    });

    check(`${method} treats an entry written a year in the future as expired`, async (fixture) => {
      await fixture.cache.set('k', 1, null);
      fixture.clock.advance(-YEAR);
      await isGone(fixture);
    });
  }

  for (const [method, isThere] of Object.entries(THERE)) {
    check(`${method} finds an entry a millisecond before its expiry`, async (fixture) => {
      await fixture.cache.set('k', 1, 30);
      fixture.clock.advance(29.999);
      await isThere(fixture);
    });

    check(`${method} finds an entry written 60 s in the future`, async (fixture) => {
      await fixture.cache.set('k', 1, null);
      fixture.clock.advance(-60);
      await isThere(fixture);
    });
  }

  check('the 60 s are measured from the clock, whatever was written before', async (fixture) => {
    const { cache, clock, expect } = fixture;
    for (let n = 0; n < 5; n++) await cache.set(`k${n}`, n, null);
    await cache.flush();
    clock.advance(-60);
    for (let n = 0; n < 5; n++) expect(await cache.get(`k${n}`)).toBe(n);
    clock.advance(-0.001);
    for (let n = 0; n < 5; n++) expect(await cache.get(`k${n}`)).toBe(undefined);
  });

  check(
    'setting the clock back by half a second shifts no expiry',
    async ({ cache, clock, expect }) => {
      await cache.set('before', 1, null);
      clock.advance(-0.5);
      await committed(cache, cache.set('k', 1, null));
      clock.advance(-60);
      expect(await cache.get('k')).toBe(1);
      clock.advance(-0.001);
      expect(await cache.get('k')).toBe(undefined);
    },
  );

  check('an entry written after the clock was set back stays live', async (fixture) => {
    const { cache, clock, expect } = fixture;
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

  check('incr and touch update the time of writing', async ({ cache, clock, expect }) => {
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
