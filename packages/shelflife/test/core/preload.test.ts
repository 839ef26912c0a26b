/** `preload`: memory is filled before anybody asks. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore, type Store } from 'shelflife';
import { expect, test } from 'vitest';

let names = 0;

/** IndexedDB whose batches are counted by the operations in them. */
function watched() {
  const batches: string[][] = [];
  const underWay: Promise<unknown>[] = [];
  /** Until what was asked has been answered. */
  const quiet = async () => {
    await expect.poll(() => underWay.length).toBeGreaterThan(0);
    await Promise.all(underWay);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const store: Store = {
    open(settings) {
      const session = indexedDBStore().open(settings);
      return {
        get backend() {
          return session.backend;
        },
        get isCoherent() {
          return session.isCoherent ?? false;
        },
        execute(batch) {
          batches.push(batch.operations.map((operation) => operation.type));
          const outcomes = session.execute(batch);
          underWay.push(outcomes);
          return outcomes;
        },
        keys: (...page) => session.keys(...page),
        close: () => session.close(),
        destroy: () => session.destroy(),
      };
    },
  };
  return { batches, store, quiet };
}

async function filled() {
  const name = `preload-${++names}`;
  const writer = createCache({ name, store: indexedDBStore() });
  await writer.setMany({ movie: 'RRR', name: 'Sonam', roll: 101 });
  await writer.set('movie', 2000, { version: 2 });
  await writer.namespace('other').set('movie', 'elsewhere');
  await writer.close();
  return name;
}

test('the named keys are in memory before the first read', async () => {
  const { batches, store, quiet } = watched();
  const cache = createCache({ name: await filled(), store, preload: ['movie', 'roll', 'missing'] });
  await quiet();
  expect(await cache.getMany(['movie', 'roll'])).toEqual({ movie: 'RRR', roll: 101 });
  expect(batches).toEqual([['get', 'get', 'get']]);
  await cache.destroy();
});

test('true: all of the prefix and version, in one batch', async () => {
  const { batches, store, quiet } = watched();
  const cache = createCache({ name: await filled(), store, preload: true });
  await quiet();
  expect(batches).toEqual([['get', 'get', 'get']]);
  expect(await cache.getMany(['movie', 'name', 'roll'])).toEqual({
    movie: 'RRR',
    name: 'Sonam',
    roll: 101,
  });
  expect(batches.length).toBe(1);
  expect(await cache.get('movie', undefined, { version: 2 })).toBe(2000);
  expect(batches.length).toBe(2);
  await cache.destroy();
});

test('no more than memory holds', async () => {
  const { batches, store, quiet } = watched();
  const name = await filled();
  const cache = createCache({ name, store, preload: true, memory: { maxEntries: 2 } });
  await quiet();
  expect(batches).toEqual([['get', 'get']]);
  await cache.destroy();
});

test('a failing store is reported, and breaks nothing', async () => {
  const store: Store = {
    open: (settings) =>
      Object.assign(indexedDBStore().open(settings), {
        keys: () => Promise.reject(new Error('no')),
      }),
  };
  const cache = createCache({ name: 'preload-failing', store, preload: true });
  const told = new Promise((resolve) => cache.addEventListener('error', resolve));
  expect(await told).toMatchObject({ error: { code: 'unknown', message: 'The store failed: no' } });
  await cache.destroy();
});

test('a keyFunction that throws is reported to listeners that are added afterwards', async () => {
  const keyFunction = () => {
    throw new Error('boom');
  };
  const store = indexedDBStore();
  const cache = createCache({ name: 'preload-throwing', store, preload: ['a'], keyFunction });
  const told = new Promise((resolve) => cache.addEventListener('error', resolve));
  expect(await told).toMatchObject({ error: { code: 'unknown', cause: { message: 'boom' } } });
});

test('preload() reads keys into memory, and resolves when they are read', async () => {
  const { batches, store } = watched();
  const cache = createCache({ name: await filled(), store });
  expect(await cache.preload(['movie', 'roll', 'missing'])).toBe(undefined);
  await cache.preload(['movie'], { version: 2 });
  expect(batches.splice(0)).toEqual([['get', 'get', 'get'], ['get']]);
  expect(await cache.getMany(['movie', 'roll'])).toEqual({ movie: 'RRR', roll: 101 });
  expect(await cache.get('movie', 0, { version: 2 })).toBe(2000);
  expect(batches).toEqual([]);
  await cache.destroy();
});

test('preload() without keys reads the view, and no other', async () => {
  const { batches, store } = watched();
  const cache = createCache({ name: await filled(), store });
  await cache.namespace('other').preload();
  await cache.preload(undefined, { version: 2 });
  expect(batches.splice(0)).toEqual([['get'], ['get']]);
  expect(await cache.namespace('other').get('movie')).toBe('elsewhere');
  expect(await cache.get('movie', 0, { version: 2 })).toBe(2000);
  expect(batches).toEqual([]);
  await cache.preload();
  expect(batches).toEqual([['get', 'get', 'get']]);
  await cache.destroy();
});

test('preload() of an empty view or of no keys reads nothing', async () => {
  const { batches, store } = watched();
  const cache = createCache({ name: `preload-${++names}`, store });
  await cache.preload();
  await cache.preload([]);
  expect(batches).toEqual([]);
  await cache.destroy();
});

test('preload() rejects where memory is off', async () => {
  const cache = createCache({ memory: false, store: indexedDBStore() });
  await expect(cache.preload(['k'])).rejects.toThrow(/preload.*memory/);
  await expect(cache.preload(['k'])).rejects.toBeInstanceOf(TypeError);
});

test('preload() resolves where the store fails, and an event reports why', async () => {
  const failure = new Error('broken');
  const store: Store = {
    open: () => ({
      backend: 'custom',
      execute: () => Promise.reject(failure),
      keys: () => Promise.reject(failure),
      close: async () => {},
      destroy: async () => {},
    }),
  };
  const cache = createCache({ store });
  const causes: unknown[] = [];
  cache.addEventListener('error', ({ error }) => causes.push(error.cause));
  await cache.preload();
  await cache.preload(['k']);
  expect(causes).toEqual([failure, failure]);
});
