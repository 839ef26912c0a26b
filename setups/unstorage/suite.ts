/** What unstorage asks of a driver, its own suite restated, and what this one promises besides. */
import 'fake-indexeddb/auto';
import {
  createCache,
  indexedDBStore,
  memoryStore,
  type SubscriptionListener,
  type UntypedCache,
} from 'shelflife';
import { unstorageDriver } from 'shelflife/unstorage';
import { createStorage, prefixStorage, restoreSnapshot, type Storage, snapshot } from 'unstorage';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const stores = { memory: memoryStore, IndexedDB: indexedDBStore };
let count = 0;

describe.each(Object.entries(stores))('unstorage on %s', (name, newStore) => {
  const newCache = () =>
    createCache({ name: `${name}-${count++}`, store: newStore(), now: () => Date.now() });
  const newStorage = () => createStorage({ driver: unstorageDriver(newCache()) });

  test('restores a snapshot, and takes one', async () => {
    const storage = newStorage();
    await restoreSnapshot(storage, { movie: 'RRR' });
    expect(await storage.getItem('movie')).toBe('RRR');
    expect(await snapshot(storage, '')).toEqual({ movie: 'RRR' });
  });

  test('is empty at first', async () => {
    const storage = newStorage();
    expect(await storage.hasItem('a:b')).toBe(false);
    expect(await storage.getItem('a:b')).toBe(null);
    expect(await storage.getItemRaw('a:b')).toBe(null);
    expect(await storage.getKeys()).toEqual([]);
  });

  test('gets what was set, by keys without their query strings', async () => {
    const storage = newStorage();
    await storage.setItem('a:b?q=1', 'text');
    expect(await storage.hasItem('a:b')).toBe(true);
    expect(await storage.getItem('a:b?q=2')).toBe('text');
    expect(await storage.getItem('/a/b')).toBe('text');
  });

  test('lists keys, below a base and to a depth', async () => {
    const storage = newStorage();
    for (const key of ['top', 'a:one', 'a:two', 'a:b:three', 'ab:four'])
      await storage.setItem(key, 'text');
    const keys = async (...args: Parameters<typeof storage.getKeys>) =>
      (await storage.getKeys(...args)).sort();
    expect(await keys()).toEqual(['a:b:three', 'a:one', 'a:two', 'ab:four', 'top']);
    expect(await keys('a')).toEqual(['a:b:three', 'a:one', 'a:two']);
    expect(await keys(undefined, { maxDepth: 0 })).toEqual(['top']);
    expect(await keys(undefined, { maxDepth: 1 })).toEqual(['a:one', 'a:two', 'ab:four', 'top']);
  });

  test('serializes objects, primitives, and what has a toJSON()', async () => {
    const storage = newStorage();
    const lossy = { toJSON: () => ({ json: 'works' }) };
    await storage.setItem('object', { json: 'works' });
    await storage.setItem('lossy', lossy);
    expect(await storage.getItem('object')).toEqual({ json: 'works' });
    expect(await storage.getItem('lossy')).toEqual({ json: 'works' });
    for (const [key, value] of Object.entries({ yes: true, no: false, zero: 0 })) {
      await storage.setItem(key, value);
      expect(await storage.getItem(key)).toBe(value);
    }
  });

  test('refuses instances of classes, as unstorage does', async () => {
    class Course {}
    await expect(newStorage().setItem('course', new Course())).rejects.toThrow('stringify');
  });

  test('keeps raw values as they are', async () => {
    const storage = newStorage();
    const value = { bytes: new Uint8Array([1, 2, 3]), day: new Date(0), seats: new Set(['A1']) };
    await storage.setItemRaw('raw', value);
    expect(await storage.getItemRaw('raw')).toEqual(value);
  });

  test('sets and gets many at once', async () => {
    const storage = newStorage();
    await storage.setItems([
      { key: 'a', value: 'A' },
      { key: 'b:c', value: 'C' },
    ]);
    expect(await storage.getItems(['b:c', { key: 'a' }, 'missing'])).toEqual([
      { key: 'b:c', value: 'C' },
      { key: 'a', value: 'A' },
      { key: 'missing', value: null },
    ]);
  });

  test('removes items, and all of them', async () => {
    const storage = newStorage();
    await storage.setItem('a', 'A');
    await storage.removeItem('a');
    expect(await storage.hasItem('a')).toBe(false);
    expect(await storage.getItem('a')).toBe(null);
    await storage.setItem('b', 'B');
    await storage.clear();
    await storage.clear();
    expect(await storage.getKeys()).toEqual([]);
  });

  test('clears below a base, and leaves the rest of the cache alone', async () => {
    const cache = newCache();
    await cache.set('movie', 'RRR');
    const driver = unstorageDriver(cache.namespace('storage'));
    const storage = createStorage({ driver });
    await storage.setItem('a:one', 'text');
    await storage.setItem('ab:two', 'text');
    await driver.clear('a:');
    expect(await storage.getKeys()).toEqual(['ab:two']);
    await storage.clear();
    expect(await cache.get('movie')).toBe('RRR');
  });

  test('works mounted at a base, and with a prefix', async () => {
    const storage = createStorage().mount('cache', unstorageDriver(newCache()));
    await prefixStorage(storage, 'cache:movies').setItem('best', 'RRR');
    expect(await storage.getItem('cache:movies:best')).toBe('RRR');
    expect(await storage.getKeys('cache')).toEqual(['cache:movies:best']);
  });

  test('keeps meta beside an item, and removes it with it', async () => {
    const storage = newStorage();
    await storage.setItem('movie', 'RRR');
    await storage.setMeta('movie', { lang: 'te' });
    expect(await storage.getMeta('movie')).toMatchObject({ lang: 'te' });
    await storage.removeItem('movie', { removeMeta: true });
    expect(await storage.getMeta('movie')).toEqual({});
  });

  test('hands out its cache', () => {
    const cache = newCache();
    expect(unstorageDriver(cache).getInstance()).toBe(cache);
  });

  test('dispose() closes the cache, and the storage works again', async () => {
    const cache = newCache();
    const close = vi.fn(cache.close);
    const storage = createStorage({ driver: unstorageDriver({ ...cache, close }) });
    await storage.setItem('movie', 'RRR');
    await storage.dispose();
    expect(close).toHaveBeenCalledOnce();
    expect(await storage.getItem('movie')).toBe('RRR');
  });

  describe('watch', () => {
    /** A storage, another one over the same entries, and what a watcher of the first hears. */
    async function watched() {
      const store = newStore();
      const options = { name: `${name}-${count++}`, store };
      const [storage, other] = [createCache(options), createCache(options)].map((cache) =>
        createStorage({ driver: unstorageDriver(cache) }),
      ) as [Storage, Storage];
      await storage.setItems([
        { key: 'a', value: 'A' },
        { key: 'b:c', value: 'C' },
      ]);
      const heard: string[] = [];
      const unwatch = await storage.watch((event, key) => heard.push(`${event} ${key}`));
      const hears = (...events: string[]) =>
        vi.waitFor(() => expect([...heard].sort()).toEqual([...events].sort()), 5000);
      return { storage, other, heard, hears, unwatch };
    }

    test('hears what the storage itself sets and removes', async () => {
      const { storage, hears } = await watched();
      await storage.setItem('new', 'text');
      await hears('update new');
      await storage.removeItem('a');
      await hears('update new', 'remove a');
    });

    test('hears what another one sets, removes and clears', async () => {
      const { other, hears } = await watched();
      await other.setItem('new', 'text');
      await hears('update new');
      await other.removeItem('a');
      await hears('update new', 'remove a');
      await other.clear();
      await hears('update new', 'remove a', 'remove new', 'remove b:c');
    });

    test('hears nothing of what was not there, and nothing after its end', async () => {
      const { storage, heard, hears, unwatch } = await watched();
      await storage.removeItem('missing');
      await storage.setItem('new', 'text');
      await hears('update new');
      await unwatch();
      await storage.setItem('newer', 'text');
      const again: string[] = [];
      await storage.watch((event, key) => again.push(`${event} ${key}`));
      await storage.setItem('newest', 'text');
      await vi.waitFor(() => expect(again).toEqual(['update newest']), 5000);
      expect(heard).toEqual(['update new']);
    });

    test('hears which are gone and which are there where it is not known what has changed', async () => {
      const cache = newCache();
      const storage = createStorage({ driver: unstorageDriver(cache) });
      await storage.setItems([
        { key: 'a', value: 'A' },
        { key: 'b', value: 'B' },
      ]);
      const heard: string[] = [];
      await storage.watch((event, key) => heard.push(`${event} ${key}`));
      await cache.clear();
      await storage.setItem('b', 'again');
      await vi.waitFor(() => expect(heard).toContain('remove a'), 5000);
      await vi.waitFor(() => expect(heard.at(-1)).toBe('update b'), 5000);
    });

    test('ends at once, also for changes that are on their way, and leaves no subscription', async () => {
      const cache = newCache();
      const stopped = vi.fn();
      const subscribe = (listener: SubscriptionListener) => {
        const stop = cache.subscribe((event) => {
          listener(event);
          unwatch();
        });
        return () => stopped(stop());
      };
      const heard = vi.fn();
      const driver = unstorageDriver({ ...cache, subscribe } as UntypedCache);
      const unwatch = await driver.watch(heard);
      await cache.set('a', 'A');
      await cache.has('a');
      await new Promise((resolve) => setTimeout(resolve));
      expect(stopped).toHaveBeenCalledOnce();
      expect(heard).not.toHaveBeenCalled();
    });

    test('rejects where the items cannot be listed', async () => {
      vi.stubGlobal('indexedDB', undefined);
      const driver = unstorageDriver(createCache({ store: indexedDBStore() }));
      await expect(driver.watch(() => {})).rejects.toMatchObject({ code: 'unavailable' });
      vi.unstubAllGlobals();
    });
  });

  describe('ttl', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    const hours = (n: number) => vi.setSystemTime(Date.now() + n * 3600_000);

    test('without one, or with 0, an item outlives the default timeout of the cache', async () => {
      const storage = newStorage();
      await storage.setItem('movie', 'RRR');
      await storage.setItem('song', 'Naatu', { ttl: 0 });
      hours(9000);
      expect(await storage.getItems(['movie', 'song'])).toMatchObject([
        { value: 'RRR' },
        { value: 'Naatu' },
      ]);
    });

    test('an item goes after that of its call, else that of the driver', async () => {
      const driver = unstorageDriver(newCache(), { ttl: 5400 });
      const storage = createStorage({ driver });
      await storage.setItem('long', 'text', { ttl: 9000 });
      await storage.setItem('middle', 'text');
      await storage.setItems([{ key: 'short', value: 'text', options: { ttl: 1800 } }]);
      expect(await storage.getMeta('middle')).toMatchObject({ ttl: 5400 });
      hours(1);
      expect((await storage.getKeys()).sort()).toEqual(['long', 'middle']);
      hours(1);
      expect(await storage.getKeys()).toEqual(['long']);
    });

    test('getMeta() says when an item was written and how much is left', async () => {
      const storage = newStorage();
      const written = Date.now();
      await storage.setItem('movie', 'RRR', { ttl: 7200 });
      await storage.setItem('song', 'Naatu');
      hours(1);
      const mtime = new Date(written);
      expect(await storage.getMeta('movie')).toEqual({ mtime, ttl: 3600 });
      expect(await storage.getMeta('song')).toEqual({ mtime });
      expect(await storage.getMeta('missing')).toEqual({});
    });
  });
});

test('something else than a cache is refused, and so are unknown options', () => {
  expect(() => unstorageDriver({} as never)).toThrow('cache: expected a cache of createCache()');
  expect(() => unstorageDriver(createCache(), { base: 'a' } as never)).toThrow(
    'options: unknown option "base"; known: ttl',
  );
  for (const ttl of [-1, Number.NaN, '60'])
    expect(() => unstorageDriver(createCache(), { ttl } as never)).toThrow(
      'ttl: expected a number',
    );
});
