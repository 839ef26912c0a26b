/** On a server: bare Node, with nothing of a browser. */
import {
  type CacheError,
  type CacheOptions,
  createCache,
  indexedDBStore,
  memoryStore,
  nullStore,
} from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { bundled, run } from '../support/process.js';

describe('without a store a cache on a server', () => {
  test('keeps nothing', async () => {
    const cache = createCache({ name: 'server' });
    expect(cache.backend).toBe(undefined);
    await cache.set('k', 1);
    expect(await cache.get('k', 'miss')).toBe('miss');
    expect(cache.backend).toBe('null');
  });

  test('shares nothing between two requests', async () => {
    const handle = async (user: string) => {
      const cache = createCache({ name: 'session' });
      return cache.getOrSet('user', async () => user);
    };
    expect(await Promise.all([handle('Sonam'), handle('Tenzin')])).toEqual(['Sonam', 'Tenzin']);
    expect(await handle('Pema')).toBe('Pema');
  });

  test('loads each time, in one cache too', async () => {
    const cache = createCache({ name: 'session' });
    let loads = 0;
    expect(await cache.getOrSet('k', () => ++loads)).toBe(1);
    expect(await cache.getOrSet('k', () => ++loads)).toBe(2);
  });

  test('emits no error', async () => {
    const cache = createCache();
    const emitted: unknown[] = [];
    cache.addEventListener('error', (event) => emitted.push(event));
    cache.addEventListener('degraded', (event) => emitted.push(event));
    await cache.set('k', 1);
    await cache.get('k');
    await cache.close();
    await cache.destroy();
    expect(emitted).toEqual([]);
  });
});

describe('two requests on one cache, where nothing is kept,', () => {
  const unusable = () => {
    vi.stubGlobal('indexedDB', {
      open() {
        throw new DOMException('out of order', 'UnknownError');
      },
    });
    return {};
  };
  const options: Record<string, () => CacheOptions> = {
    'as it names no store': () => ({}),
    'by nullStore': () => ({ store: nullStore() }),
    'by workerStore on a server': () => ({ store: workerStore() }),
    'by indexedDBStore without IndexedDB': () => ({ store: indexedDBStore() }),
    'by a polyfill of IndexedDB that does not open': unusable,
  };

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  describe.each(Object.entries(options))('%s,', (_, optionsOf) => {
    const create = (more: CacheOptions = {}) =>
      createCache({ name: 'requests', ...optionsOf(), ...more });

    test('run a loader each', async () => {
      const cache = create();
      const profiles = ['Sonam', 'Tenzin', 'Pema'].map((user) =>
        cache.getOrSet('profile', async () => user),
      );
      expect(await Promise.all(profiles)).toEqual(['Sonam', 'Tenzin', 'Pema']);
      await cache.close();
    });

    test('get the error of their own loader only', async () => {
      const cache = create();
      const refused = cache.getOrSet('profile', () => {
        throw new Error('Sonam is not allowed to');
      });
      const [first, second] = await Promise.allSettled([
        refused,
        cache.getOrSet('profile', () => 'Tenzin'),
      ]);
      expect(first).toMatchObject({ reason: { message: 'Sonam is not allowed to' } });
      expect(second).toMatchObject({ value: 'Tenzin' });
      await cache.close();
    });

    test('get their own plain value', async () => {
      const cache = create();
      const [first, second] = await Promise.allSettled([
        cache.getOrSet('profile', () => 'Sonam'),
        cache.getOrSet('profile', 'Tenzin'),
      ]);
      expect([first, second]).toMatchObject([{ value: 'Sonam' }, { value: 'Tenzin' }]);
      await cache.close();
    });

    test('get no value that a write of the other has queued', async () => {
      const cache = create({ acknowledge: 'queued' });
      const set = cache.set('profile', 'Sonam').catch(() => {});
      const first = cache.get('profile', 'miss');
      await set;
      const again = cache.set('profile', 'Sonam').catch(() => {});
      expect([await first, await cache.get('profile', 'miss')]).toEqual(['miss', 'miss']);
      await again;
      await cache.close().catch(() => {});
    });
  });

  test('turn to no memory when a polyfill of IndexedDB does not open', async () => {
    const cache = createCache({ name: 'requests', ...unusable() });
    await cache.set('profile', 'Sonam');
    expect(await cache.get('profile', 'miss')).toBe('miss');
    expect(cache.backend).toBe('null');
    await cache.close();
  });
});

describe('nullStore', () => {
  test("is Django's dummy: everything is accepted and nothing ever there", async () => {
    const cache = createCache({ store: nullStore() });
    await cache.set('k', 1);
    expect(await cache.setMany({ a: 1, b: 2 })).toEqual([]);
    expect(await cache.add('k', 1)).toBe(true);
    expect(await cache.add('k', 1)).toBe(true);
    expect(await cache.get('k', 'miss')).toBe('miss');
    expect(await cache.has('k')).toBe(false);
    expect(await cache.touch('k')).toBe(false);
    expect(await cache.delete('k')).toBe(false);
    expect(await cache.deleteMany(['a', 'b'])).toBe(0);
    expect(Object.keys(await cache.getMany(['a', 'b']))).toEqual([]);
    expect(await cache.ttl('k')).toBe(undefined);
    expect(await cache.keys().next()).toMatchObject({ done: true });
    await cache.clear();
    for (const call of [cache.incr('k'), cache.decr('k'), cache.incrVersion('k')])
      await expect(call).rejects.toMatchObject({ code: 'key-not-found', key: 'k' });
    expect(cache.backend).toBe('null');
  });

  test('refuses wrong arguments and unstorable values all the same', async () => {
    const cache = createCache({ store: nullStore() });
    await expect(cache.set('', 1)).rejects.toBeInstanceOf(TypeError);
    await expect(cache.set('k', 1, Number.NaN)).rejects.toBeInstanceOf(TypeError);
    await expect(cache.set('k', () => 1)).rejects.toMatchObject({ code: 'data', key: 'k' });
  });
});

describe('indexedDBStore where there is no IndexedDB', () => {
  function barred() {
    const cache = createCache({ name: 'barred', store: indexedDBStore() });
    const errors: CacheError[] = [];
    cache.addEventListener('error', ({ error }) => errors.push(error));
    return { cache, errors };
  }

  test('reads miss, with an event of code unavailable', async () => {
    const { cache, errors } = barred();
    expect(await cache.get('k', 'miss')).toBe('miss');
    expect(await cache.has('k')).toBe(false);
    expect(await cache.ttl('k')).toBe(undefined);
    expect(Object.keys(await cache.getMany(['k']))).toEqual([]);
    expect(await cache.getOrSet('k', () => 'loaded')).toBe('loaded');
    expect(errors.length).toBeGreaterThanOrEqual(5);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['unavailable']));
    expect(cache.backend).toBe(undefined);
    await cache.close();
  });

  test('writes and walks reject as unavailable', async () => {
    const { cache } = barred();
    for (const call of [
      () => cache.set('k', 1),
      () => cache.add('k', 1),
      () => cache.incr('k'),
      () => cache.delete('k'),
      () => cache.touch('k'),
      () => cache.incrVersion('k'),
      () => cache.clear(),
      () => cache.keys().next(),
    ])
      await expect(call()).rejects.toMatchObject({ name: 'CacheError', code: 'unavailable' });
    await cache.close();
  });
});

test('two memory stores share nothing, one does by name', async () => {
  const store = memoryStore();
  const [a, b] = [createCache({ store }), createCache({ store })];
  const other = createCache({ store: memoryStore() });
  const named = createCache({ store, name: 'another' });
  await a.set('k', 1);
  expect(await b.get('k')).toBe(1);
  expect(await other.get('k')).toBe(undefined);
  expect(await named.get('k')).toBe(undefined);
});

describe('in a process of its own', () => {
  let bundle: string;

  beforeAll(async () => {
    bundle = await bundled();
  });

  test('nothing keeps it alive, neither open caches nor closed ones', () => {
    const { out, error, status } = run(`${bundle}
      const { createCache, memoryStore, indexedDBStore, nullStore } = shelflife;
      (async () => {
        for (const store of [memoryStore(), nullStore(), indexedDBStore(), undefined]) {
          const cache = createCache({ store });
          await cache.getMany(['k']);
          await cache.set('k', 1).catch(() => {});
        }
        console.log('done');
        const since = Date.now();
        process.on('exit', () => console.log(Date.now() - since < 1000 ? 'at once' : 'late'));
      })();`);
    expect([out, error, status]).toEqual(['done\nat once', '', 0]);
  });

  test('loading it touches no global', () => {
    const { out, error } = run(
      `
      const { runInNewContext } = require('node:vm');
      const touched = new Set();
      const own = Object.fromEntries(
        ['Map', 'Set', 'WeakMap', 'WeakSet', 'Symbol', 'Object', 'Error', 'TypeError', 'Promise',
          'Proxy', 'Array', 'Infinity', 'undefined', 'Date', 'Math', 'Reflect', 'Number']
          .map((name) => [name, globalThis[name]]),
      );
      const scope = new Proxy(own, {
        has: () => true,
        get(target, name) {
          if (typeof name === 'string' && !(name in own)) touched.add('reads ' + name);
          return target[name];
        },
        set(_, name) {
          touched.add('writes ' + String(name));
          return true;
        },
      });
      const frozen = (load) => new Function('scope', 'with (scope) {' + load + '}')(scope);
      frozen(${JSON.stringify('PLACEHOLDER')});
      console.log([...touched].join() || 'nothing');`.replace('"PLACEHOLDER"', () =>
        JSON.stringify(
          bundle.replace(/^"use strict";/, '').replace(/^(var|const) shelflife =/m, 'void'),
        ),
      ),
    );
    expect([out, error]).toEqual(['nothing', '']);
  });
});
