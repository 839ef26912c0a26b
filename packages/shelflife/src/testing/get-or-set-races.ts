/** What others do to a key while its loader runs counts more than what the loader brings. */
import type { UntypedCache } from '../index.js';
import { type Bench, type Check, committed, gate } from './fixture.js';

/** Runs `meanwhile` while the loader of `k` is under way, which then answers `'loaded'`. */
async function race(bench: Bench, meanwhile: () => Promise<unknown>): Promise<unknown> {
  const loading = gate<void>();
  const result = gate<string>();
  const got = bench.cache.getOrSet('k', () => {
    loading.open();
    return result.promise;
  });
  await loading.promise;
  await meanwhile();
  result.open('loaded');
  return got;
}

/** Who does it: the cache itself, a view on it, or another cache on the name. */
const WRITERS: Readonly<Record<string, (bench: Bench) => UntypedCache>> = {
  'the same cache': ({ cache }) => cache,
  'a view on it': ({ cache }) => cache.withVersion(1) as UntypedCache,
  'another cache on the name': ({ another }) => another(),
};

/** What makes the key's entry be, or have been, another one. */
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
  'an add, and a touch that expires at once': async (cache) => {
    await cache.add('k', 'theirs');
    await cache.touch('k', 0);
  },
  'a refused set': (cache) => cache.set('k', () => 1).catch(() => {}),
  destroy: (cache) => cache.destroy(),
};

/** What asks for the key and changes nothing, as it is not there. */
const MISSES: Readonly<Record<string, (cache: UntypedCache) => Promise<unknown>>> = {
  touch: (cache) => cache.touch('k', 10),
  incr: (cache) => cache.incr('k').catch(() => {}),
  'an add that expires at once': (cache) => cache.add('k', 'theirs', 0),
};

export function getOrSetRaces(check: Check): void {
  for (const [what, miss] of Object.entries(MISSES))
    check(`after ${what} of the same cache the loaded value is stored`, async (bench) => {
      const { cache, expect } = bench;
      expect(await race(bench, () => miss(cache))).toBe('loaded');
      expect(await cache.get('k')).toBe('loaded');
    });

  for (const [who, writer] of Object.entries(WRITERS)) {
    for (const [what, store] of Object.entries(STORES))
      check(`what ${who} stored first by ${what} is answered`, async (bench) => {
        const { cache, expect } = bench;
        const other = writer(bench);
        expect(await race(bench, () => store(other))).toBe('theirs');
        expect(await cache.get('k')).toBe('theirs');
      });

    for (const [what, remove] of Object.entries(REMOVES))
      check(`after ${what} by ${who} nothing is written back`, async (bench) => {
        const { cache, expect } = bench;
        const other = writer(bench);
        expect(await race(bench, () => remove(other))).toBe('loaded');
        expect(await cache.has('k')).toBe(false);
      });
  }

  check('what happens to other keys is no matter', async (bench) => {
    const { cache, another, expect } = bench;
    const other = another();
    await race(bench, async () => {
      await cache.set('l', 1);
      await other.delete('m');
      await cache.namespace('ns').clear();
      await other.set('k', 2, { version: 2 });
    });
    expect(await cache.get('k')).toBe('loaded');
  });

  check('in a namespace, its own clear counts', async ({ cache, expect }) => {
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

  check('who comes after a delete runs a loader of his own', async ({ cache, expect }) => {
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

  check('two caches loading one key agree on a value', async ({ cache, another, expect }) => {
    const other = another();
    const [mine, yours] = await Promise.all([
      cache.getOrSet('k', async () => 'mine'),
      other.getOrSet('k', async () => 'yours'),
    ]);
    expect(mine).toBe(yours);
    expect(await cache.get('k')).toBe(mine);
  });

  check('a write made before the loader even runs counts', async ({ cache, expect }) => {
    const got = cache.getOrSet('k', () => 'loaded');
    const written = cache.set('k', 'set');
    await Promise.all([got, written]);
    expect(await cache.get('k')).toBe('set');
  });

  check('a delete made before the loader even runs counts', async ({ cache, expect }) => {
    const got = cache.getOrSet('k', () => 'loaded');
    await cache.delete('k');
    expect(await got).toBe('loaded');
    expect(await cache.has('k')).toBe(false);
  });

  check('a close while the loader runs loses no delete of others', async (bench) => {
    const { cache, another, expect } = bench;
    const other = another();
    await race(bench, async () => {
      await cache.close();
      await other.set('k', 'theirs');
      await other.delete('k');
    });
    expect(await cache.has('k')).toBe(false);
  });

  check('a close while the loader runs leaves its result good', async (bench) => {
    const { cache, expect } = bench;
    expect(await race(bench, () => cache.close())).toBe('loaded');
    expect(['loaded', undefined].includes(await cache.get('k'))).toBe(true);
  });
}
