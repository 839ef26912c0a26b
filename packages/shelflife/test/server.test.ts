/** On a server: bare Node, with no IndexedDB, no document and no worker scope. */
import { type CacheError, createCache, indexedDBStore, memoryStore, nullStore } from 'shelflife';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundled, run } from './process.js';

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

  test('tells of no error', async () => {
    const cache = createCache();
    const told: unknown[] = [];
    cache.addEventListener('error', (event) => told.push(event));
    cache.addEventListener('degraded', (event) => told.push(event));
    await cache.set('k', 1);
    await cache.get('k');
    await cache.close();
    await cache.destroy();
    expect(told).toEqual([]);
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
