/** Large values lie apart from their entries: what needs no value reads none, and none is left behind. */
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { createCache, indexedDBStore, type UntypedCache } from 'shelflife';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databaseName } from '../../src/stores/indexeddb/schema.js';
import { all, Clock } from '../../src/testing/fixture.js';

const large = (of: string) => ({ text: of.repeat(40_000) });
const LARGE: Record<string, (of: string) => unknown> = {
  'a plain object': large,
  'a string': (of) => of.repeat(40_000),
  'a Map': (of) => new Map([['text', of.repeat(40_000)]]),
  'binary data': (of) => new Uint8Array(80_000).fill(of.charCodeAt(0)),
};

let count = 0;
let name: string;
let clock: Clock;
let cache: UntypedCache;

beforeEach(() => {
  name = `large ${++count}`;
  clock = new Clock();
  cache = createCache({ name, store: indexedDBStore(), memory: false, now: clock.read });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await cache.destroy();
});

/** The keys under which bodies lie. */
async function bodies(): Promise<IDBValidKey[]> {
  const db = await openDB(databaseName(name));
  const keys = await db.getAllKeys('bodies');
  db.close();
  return keys;
}

describe.each(Object.entries(LARGE))('%s', (_what, make) => {
  test('comes back as it was, alone and with others', async () => {
    await cache.set('a', make('a'));
    expect(await bodies()).toEqual([':1:a']);
    const names = Array.from({ length: 30 }, (_, n) => `k${n}`);
    await cache.setMany(names.map((key, n) => [key, n % 10 ? n : make('x')] as const));
    expect(await cache.get('a')).toEqual(make('a'));
    const found = await cache.getMany(['a', ...names]);
    for (const [n, key] of names.entries()) expect(found[key]).toEqual(n % 10 ? n : make('x'));
    expect(await cache.getOrSet('a', 1)).toEqual(make('a'));
    expect(await cache.getOrSet('loaded', () => make('l'))).toEqual(make('l'));
    expect(await cache.getOrSet('loaded', 1)).toEqual(make('l'));
    for (const { key, value } of await all(cache.entries()))
      if (key === 'a') expect(value).toEqual(make('a'));
  });

  test('is neither read nor written where its value is not needed', async () => {
    await cache.setMany({ a: make('a'), b: make('b'), c: make('c') }, 30);
    const get = vi.spyOn(IDBObjectStore.prototype, 'get');
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    const touched = (spy: { mock: { contexts: unknown[] } }) =>
      spy.mock.contexts.filter((store) => (store as IDBObjectStore).name === 'bodies').length;
    expect([await cache.has('a'), await cache.ttl('a')]).toEqual([true, 30]);
    expect(await cache.add('a', 1)).toBe(false);
    expect(await cache.touch('a', 60)).toBe(true);
    expect(await all(cache.keys())).toEqual(['a', 'b', 'c']);
    expect(await cache.delete('b')).toBe(true);
    expect(await cache.deleteMany(['c', 'd'])).toBe(1);
    expect([touched(get), touched(put)]).toEqual([0, 0]);
    expect(await cache.ttl('a')).toBe(60);
    expect(await cache.get('a')).toEqual(make('a'));
    expect(await bodies()).toEqual([':1:a']);
  });

  test('moves with its entry to another version', async () => {
    await cache.set('a', make('a'), 30);
    await cache.set('a', make('old'), { version: 2 });
    await cache.incrVersion('a');
    expect(await bodies()).toEqual([':2:a']);
    expect(await cache.get('a', 'none')).toBe('none');
    expect(await cache.get('a', 'none', { version: 2 })).toEqual(make('a'));
    expect(await cache.ttl('a', { version: 2 })).toBe(30);
  });

  test('is gone when its entry is', async () => {
    const many = Array.from({ length: 20 }, (_, n) => [`a${n}`, 1] as const);
    const removals: (() => Promise<unknown>)[] = [
      () => cache.deleteMany(['a', 'b']),
      () => cache.setMany({ a: 1, b: 2 }),
      () => cache.setMany([['a', 1], ['b', 1], ...many]),
      () => cache.setMany({ a: make('a'), b: make('b') }, 0),
      () => Promise.all([cache.touch('a', 0), cache.touch('b', -1)]),
      () => Promise.all([cache.get('a'), cache.delete('a'), cache.get('b'), cache.set('b', 1)]),
      () => cache.clear(),
    ];
    for (const remove of removals) {
      await cache.setMany({ a: make('a'), b: make('b') });
      expect(await bodies()).toEqual([':1:a', ':1:b']);
      await remove();
      expect(await bodies()).toEqual([]);
    }
  });
});

test('a namespace clears its large values, and nobody else’s', async () => {
  const inside = cache.namespace('n');
  await inside.set('a', large('a'));
  await inside.namespace('m').set('a', large('a'), { version: 7 });
  await cache.set('a', large('a'));
  await inside.clear();
  expect(await bodies()).toEqual([':1:a']);
});

test('queued large values are stored and overwritten like any', async () => {
  const queued = createCache({
    name,
    store: indexedDBStore(),
    acknowledge: 'queued',
    now: clock.read,
  });
  await queued.set('a', large('a'));
  await queued.set('b', large('b'));
  await queued.flush();
  await queued.set('a', 1);
  await queued.set('b', large('c'));
  await queued.flush();
  expect(await bodies()).toEqual([':1:b']);
  expect(await cache.get('b')).toEqual(large('c'));
  await queued.close();
});

test('an entry whose body is missing is missing', async () => {
  await cache.set('a', large('a'));
  const db = await openDB(databaseName(name));
  await db.clear('bodies');
  db.close();
  expect(await cache.get('a', 'miss')).toBe('miss');
  expect(await cache.getOrSet('a', () => 'again')).toBe('again');
  expect(await cache.get('a')).toBe('again');
});
