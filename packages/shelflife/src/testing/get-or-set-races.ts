/** Writes made while a loader runs take precedence over its result. */
import type { UntypedCache } from '../index.js';
import { type Check, committed, type Fixture, gate } from './fixture.js';

/** Runs `meanwhile` while the loader of `k` is running, which then returns `'loaded'`. */
export async function race(fixture: Fixture, meanwhile: () => Promise<unknown>): Promise<unknown> {
  const loading = gate<void>();
  const result = gate<string>();
  const got = fixture.cache.getOrSet('k', () => {
    loading.open();
    return result.promise;
  });
  await loading.promise;
  await meanwhile();
  result.open('loaded');
  return got;
}

/** Who writes: the cache itself, a view on it, or another cache with its name. */
const WRITERS: Readonly<Record<string, (fixture: Fixture) => UntypedCache>> = {
  'the same cache': ({ cache }) => cache,
  'a view on it': ({ cache }) => cache.withVersion(1) as UntypedCache,
  'another cache with its name': ({ another }) => another(),
};

/** Calls that store another entry under the key. */
const STORES: Readonly<Record<string, (cache: UntypedCache) => Promise<unknown>>> = {
  set: (cache) => committed(cache, cache.set('k', 'theirs')),
  add: (cache) => cache.add('k', 'theirs'),
  setMany: (cache) => committed(cache, cache.setMany({ k: 'theirs' })),
  incrVersion: async (cache) => {
    await cache.set('k', 'theirs', { version: 0 });
    await cache.incrVersion('k', 1, { version: 0 });
  },
};

const REMOVES: Readonly<Record<string, (cache: UntypedCache) => Promise<unknown>>> = {
  delete: (cache) => cache.delete('k'),
  deleteMany: (cache) => cache.deleteMany(['x', 'k']),
  clear: (cache) => cache.clear(),
  'set and delete': async (cache) => {
    await cache.set('k', 'theirs');
    await cache.delete('k');
  },
  'a set that expires at once': (cache) => committed(cache, cache.set('k', 'theirs', 0)),
  'an add that expires at once': (cache) => cache.add('k', 'theirs', 0),
  'an add, and a touch that expires at once': async (cache) => {
    await cache.add('k', 'theirs');
    await cache.touch('k', 0);
  },
  'a refused set': (cache) => cache.set('k', () => 1).catch(() => {}),
  destroy: (cache) => cache.destroy(),
};

/** Calls that change nothing, as there is no entry. */
const MISSES: Readonly<Record<string, (cache: UntypedCache) => Promise<unknown>>> = {
  touch: (cache) => cache.touch('k', 10),
  incr: (cache) => cache.incr('k').catch(() => {}),
};

export function getOrSetRaces(check: Check): void {
  for (const [what, miss] of Object.entries(MISSES))
    check(`after ${what} of the same cache the loaded value is stored`, async (fixture) => {
      const { cache, expect } = fixture;
      expect(await race(fixture, () => miss(cache))).toBe('loaded');
      expect(await cache.get('k')).toBe('loaded');
    });

  for (const [who, writer] of Object.entries(WRITERS)) {
    for (const [what, store] of Object.entries(STORES))
      check(`what ${who} stored first by ${what} is answered`, async (fixture) => {
        const { cache, expect } = fixture;
        const other = writer(fixture);
        expect(await race(fixture, () => store(other))).toBe('theirs');
        expect(await cache.get('k')).toBe('theirs');
      });

    for (const [what, remove] of Object.entries(REMOVES))
      check(`after ${what} by ${who} nothing is written back`, async (fixture) => {
        const { cache, expect } = fixture;
        const other = writer(fixture);
        expect(await race(fixture, () => remove(other))).toBe('loaded');
        expect(await cache.has('k')).toBe(false);
      });
  }

  check('changes of other keys do not matter', async (fixture) => {
    const { cache, another, expect } = fixture;
    const other = another();
    await race(fixture, async () => {
      await cache.set('l', 1);
      await other.delete('m');
      await cache.namespace('ns').clear();
      await other.set('k', 2, { version: 2 });
    });
    expect(await cache.get('k')).toBe('loaded');
  });

  check('a clear counts if it covers the namespace of the key', async ({ cache, expect }) => {
    const view = cache.namespace('a').namespace('b') as UntypedCache;
    for (const [clearing, stays] of [
      [cache.namespace('a'), false],
      [view, false],
      [cache.namespace('b'), true],
      [cache, false],
    ] as const) {
      await view.delete('k');
      const result = gate<number>();
      const loading = gate<void>();
      const got = view.getOrSet('k', () => {
        loading.open();
        return result.promise;
      });
      await loading.promise;
      await clearing.clear();
      result.open(1);
      expect(await got).toBe(1);
      expect(await view.has('k')).toBe(stays);
    }
  });

  check('a caller that comes after a delete runs its own loader', async ({ cache, expect }) => {
    const result = gate<string>();
    const loading = gate<void>();
    const first = cache.getOrSet('k', () => {
      loading.open();
      return result.promise;
    });
    await loading.promise;
    await cache.delete('k');
    expect(await cache.getOrSet('k', () => 'second')).toBe('second');
    result.open('first');
    await first;
    expect(await cache.get('k')).toBe('second');
  });

  check(
    'two caches that load one key return the same value',
    async ({ cache, another, expect }) => {
      const other = another();
      const [mine, yours] = await Promise.all([
        cache.getOrSet('k', async () => 'mine'),
        other.getOrSet('k', async () => 'yours'),
      ]);
      expect(mine).toBe(yours);
      expect(await cache.get('k')).toBe(mine);
    },
  );

  check('a write made before the loader is called takes precedence', async ({ cache, expect }) => {
    const got = cache.getOrSet('k', () => 'loaded');
    const written = cache.set('k', 'set');
    await Promise.all([got, written]);
    expect(await cache.get('k')).toBe('set');
  });

  check('a delete made before the loader is called takes precedence', async ({ cache, expect }) => {
    const got = cache.getOrSet('k', () => 'loaded');
    await cache.delete('k');
    expect(await got).toBe('loaded');
    expect(await cache.has('k')).toBe(false);
  });

  check('a delete by another cache counts, though this one closes meanwhile', async (fixture) => {
    const { cache, another, expect } = fixture;
    const other = another();
    await race(fixture, async () => {
      await cache.close();
      await other.set('k', 'theirs');
      await other.delete('k');
    });
    expect(await cache.has('k')).toBe(false);
  });

  check('a close while the loader runs does not stop its result', async (fixture) => {
    const { cache, expect } = fixture;
    expect(await race(fixture, () => cache.close())).toBe('loaded');
    expect(['loaded', undefined].includes(await cache.get('k'))).toBe(true);
  });
}
