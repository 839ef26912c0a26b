/** What Keyv 6 asks of a storage adapter, and what this one promises besides. */
import Keyv from 'keyv';
import { CacheError, createCache, memoryStore, type Store } from 'shelflife';
import { keyvAdapter } from 'shelflife/keyv';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

let count = 0;

export function adapterTests(name: string, newStore: () => Store): void {
  const newCache = () =>
    createCache({ name: `${name}-${count++}`, store: newStore(), now: () => Date.now() });
  const newAdapter = () => keyvAdapter(newCache());

  describe('an adapter', () => {
    test('gives back what was set', async () => {
      const adapter = newAdapter();
      expect(await adapter.set('movie', 'RRR')).toBe(true);
      expect(await adapter.get('movie')).toBe('RRR');
      expect(await adapter.has('movie')).toBe(true);
    });

    test('misses what is not there', async () => {
      const adapter = newAdapter();
      expect(await adapter.get('movie')).toBeUndefined();
      expect(await adapter.has('movie')).toBe(false);
      expect(await adapter.delete('movie')).toBe(false);
    });

    test('deletes what is there', async () => {
      const adapter = newAdapter();
      await adapter.set('movie', 'RRR');
      expect(await adapter.delete('movie')).toBe(true);
      expect(await adapter.has('movie')).toBe(false);
    });

    test('clears everything', async () => {
      const adapter = newAdapter();
      await adapter.setMany(entries('a', 'b'));
      await adapter.clear();
      expect(await adapter.hasMany(['a', 'b'])).toEqual([false, false]);
    });

    test('sets, gets, looks for and deletes many, in the order asked', async () => {
      const adapter = newAdapter();
      expect(await adapter.setMany(entries('a', 'b'))).toEqual([true, true]);
      expect(await adapter.getMany(['b', 'c', 'a'])).toEqual(['B', undefined, 'A']);
      expect(await adapter.hasMany(['b', 'c', 'a'])).toEqual([true, false, true]);
      expect(await adapter.deleteMany(['a', 'c', 'b'])).toEqual([true, false, true]);
      expect(await adapter.getMany(['a', 'b'])).toEqual([undefined, undefined]);
    });

    test('takes no keys and no entries', async () => {
      const adapter = newAdapter();
      expect(await adapter.setMany([])).toEqual([]);
      expect(await adapter.getMany([])).toEqual([]);
      expect(await adapter.hasMany([])).toEqual([]);
      expect(await adapter.deleteMany([])).toEqual([]);
    });

    test('of entries that cannot all be stored, names those that were', async () => {
      const adapter = newAdapter();
      const errors: unknown[] = [];
      adapter.on('error', (error) => errors.push(error));
      const bad = { key: 'bad', value: () => 'a function' };
      expect(await adapter.setMany([...entries('a'), bad, ...entries('b')])).toEqual([
        true,
        false,
        true,
      ]);
      expect(errors).toMatchObject([{ code: 'data', key: 'bad' }]);
      expect(await adapter.getMany(['a', 'b'])).toEqual(['A', 'B']);
    });

    test('has no namespace until it is given one', () => {
      const adapter = newAdapter();
      expect(adapter.namespace).toBeUndefined();
      adapter.namespace = 'movies';
      expect(adapter.namespace).toBe('movies');
      adapter.namespace = undefined;
      expect(adapter.namespace).toBeUndefined();
    });

    test('iterates over the pairs of its namespace', async () => {
      const adapter = newAdapter();
      expect(await all(adapter.iterator())).toEqual([]);
      await adapter.set('elsewhere', 'E');
      adapter.namespace = 'movies';
      await adapter.setMany(entries('a', 'b'));
      expect((await all(adapter.iterator())).sort()).toEqual([
        ['a', 'A'],
        ['b', 'B'],
      ]);
    });

    test('works again after disconnect()', async () => {
      const adapter = newAdapter();
      await adapter.set('movie', 'RRR');
      await adapter.disconnect();
      await adapter.set('movie', 'Jawan');
      expect(await adapter.get('movie')).toBe('Jawan');
    });
  });

  describe('expiry', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    test('an entry is gone at its moment, whichever way it is read', async () => {
      const adapter = newAdapter();
      const expires = Date.now() + 300;
      await adapter.set('movie', 'RRR', expires);
      await adapter.setMany([{ key: 'song', value: 'Naatu', expires }, ...entries('a')]);
      vi.setSystemTime(expires - 1);
      expect(await adapter.getMany(['movie', 'song', 'a'])).toEqual(['RRR', 'Naatu', 'A']);
      vi.setSystemTime(expires);
      expect(await adapter.getMany(['movie', 'song', 'a'])).toEqual([undefined, undefined, 'A']);
      expect(await adapter.hasMany(['movie', 'song', 'a'])).toEqual([false, false, true]);
      expect(await all(adapter.iterator())).toEqual([['a', 'A']]);
    });

    test('an entry whose moment has passed is accepted and not there', async () => {
      const adapter = newAdapter();
      await adapter.set('movie', 'RRR');
      expect(await adapter.set('movie', 'Jawan', Date.now() - 300)).toBe(true);
      expect(await adapter.get('movie')).toBeUndefined();
    });

    test('an entry without a TTL outlives the default timeout of the cache', async () => {
      const keyv = new Keyv({ store: newAdapter() });
      await keyv.set('movie', 'RRR');
      vi.setSystemTime(Date.now() + 365 * 24 * 3600_000);
      expect(await keyv.get('movie')).toBe('RRR');
    });
  });

  describe('through a Keyv', () => {
    test('the adapter is used as it is', () => {
      const adapter = newAdapter();
      expect(new Keyv({ store: adapter }).store).toBe(adapter);
    });

    test('keys that are not there are deleted to false, each', async () => {
      const keyv = new Keyv({ store: newAdapter() });
      expect(await keyv.delete(['a', 'b'])).toEqual([false, false]);
    });

    test('a serializer of its own is used', async () => {
      const serialization = {
        stringify: (data: unknown) =>
          JSON.stringify(data, (_, v) => (typeof v === 'bigint' ? `${v}n` : v)),
        parse: <T>(text: string): T =>
          JSON.parse(text, (_, v) => (/^\d+n$/.test(v) ? BigInt(v.slice(0, -1)) : v)),
      };
      const keyv = new Keyv({ store: newAdapter(), serialization });
      await keyv.set('roll', 2n ** 63n);
      expect(await keyv.get('roll')).toBe(2n ** 63n);
    });

    test('without serialization a Map and a Date come back as they are', async () => {
      const keyv = new Keyv({ store: newAdapter(), serialization: false });
      const value = { day: new Date(0), seats: new Map([['A1', 'Sonam']]) };
      await keyv.set('show', value);
      expect(await keyv.get('show')).toEqual(value);
    });

    test('a namespace is a namespace of the cache', async () => {
      const cache = newCache();
      const keyv = new Keyv({ store: keyvAdapter(cache), namespace: 'movies' });
      await keyv.set('movie', 'RRR');
      expect(await cache.namespace('movies').has('movie')).toBe(true);
      await cache.set('movie', 'Jawan');
      await keyv.clear();
      expect(await cache.get('movie')).toBe('Jawan');
    });

    test('the error of a write that fails is emitted', async () => {
      const keyv = new Keyv({ store: newAdapter(), serialization: false });
      const errors: unknown[] = [];
      keyv.on('error', (error) => errors.push(error));
      expect(await keyv.set('movie', () => 'a function')).toBe(false);
      expect(errors).toEqual([expect.any(CacheError)]);
    });
  });
}

test('without the adapter, Keyv hands a cache milliseconds for seconds, and no TTL for the default timeout', async () => {
  const cache = createCache({ store: memoryStore() });
  const keyv = new Keyv({ store: cache });
  await keyv.set('movie', 'RRR', 10_000);
  expect(await cache.ttl('movie')).toBeGreaterThan(9000);
  await keyv.set('song', 'Naatu');
  expect(await cache.ttl('song')).toBeLessThanOrEqual(300);
});

test('something else than a cache is refused', () => {
  expect(() => keyvAdapter(new Map() as never)).toThrow(
    'cache: expected a cache of createCache(), got [object Map]',
  );
});

describe('the emitter of an adapter', () => {
  const newAdapter = () => keyvAdapter(createCache({ store: memoryStore() }));

  test('calls listeners in their order, and those added by once() one time', () => {
    const adapter = newAdapter();
    const heard: unknown[] = [];
    const last = (word: unknown) => heard.push(`last ${word}`);
    adapter.on('news', last).prependListener('news', (word) => heard.push(`first ${word}`));
    adapter.once('news', (word) => heard.push(`once ${word}`));
    adapter.prependOnceListener('news', () => heard.push('before'));
    expect(adapter.emit('news', 1)).toBe(true);
    expect(adapter.emit('news', 2)).toBe(true);
    expect(heard).toEqual(['before', 'first 1', 'last 1', 'once 1', 'first 2', 'last 2']);
    expect(adapter.listeners('news')[1]).toBe(last);
  });

  test('names its events, and lets go of listeners', () => {
    const adapter = newAdapter();
    const listener = () => {};
    adapter.on('a', listener).addListener('a', listener).once('b', listener);
    expect(adapter.eventNames()).toEqual(['a', 'b']);
    expect(adapter.off('a', listener).listenerCount('a')).toBe(1);
    expect(adapter.removeListener('a', listener).rawListeners('a')).toEqual([]);
    expect(adapter.removeAllListeners('b').eventNames()).toEqual([]);
    expect(adapter.on('a', listener).removeAllListeners().emit('a')).toBe(false);
  });
});

function entries(...keys: string[]) {
  return keys.map((key) => ({ key, value: key.toUpperCase() }));
}

async function all<T>(iterator: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of iterator) found.push(item);
  return found;
}
