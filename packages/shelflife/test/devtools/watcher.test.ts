/** What the devtools learn of a cache, through its public methods alone. */
import { createCache, memoryStore, type UntypedCache } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';
import { CacheWatcher } from '../../src/devtools/watch/cache-watcher.js';
import type { LogItem } from '../../src/devtools/watch/event-log.js';
import type { Row } from '../../src/devtools/watch/rows.js';

const started: CacheWatcher[] = [];

afterEach(() => {
  for (const watcher of started.splice(0)) watcher.stop();
});

function watch(cache: UntypedCache, { now = Date.now, keep = 0 } = {}): CacheWatcher {
  const watcher = new CacheWatcher(cache, { now, keep });
  watcher.start();
  started.push(watcher);
  return watcher;
}

/** Two caches of one store, as two tabs have. */
function twoTabs(): [UntypedCache, UntypedCache] {
  const store = memoryStore();
  return [createCache({ store }), createCache({ store })];
}

const rowOf = (watcher: CacheWatcher, wanted: string): Row | undefined =>
  watcher.rows.find(({ key }) => key === wanted);

test('reads the entries of all namespaces and versions', async () => {
  const [cache] = twoTabs();
  await cache.set('movie', 'RRR');
  await cache.set('movie', 2000, { version: 2 });
  await cache.namespace('a').namespace('b').set('roll', 101);
  const watcher = watch(cache);
  await watcher.refresh();
  expect(watcher.rows.map(({ keyPrefix, key, version }) => [keyPrefix, key, version])).toEqual([
    ['', 'movie', 1],
    ['', 'movie', 2],
    ['a/b', 'roll', 1],
  ]);
  expect(watcher.size).toMatchObject({ entries: 3 });
});

test('counts neither as hits nor as misses', async () => {
  const [cache] = twoTabs();
  await cache.set('movie', 'RRR');
  const watcher = watch(cache);
  for (let n = 0; n < 3; n++) await watcher.refresh();
  expect(cache.stats()).toMatchObject({ hits: 0, misses: 0 });
  expect(watcher.figures.hits).toBe(0);
});

test('does not know who wrote what was there before', async () => {
  const [cache] = twoTabs();
  await cache.set('movie', 'RRR');
  const watcher = watch(cache);
  await watcher.refresh();
  expect(rowOf(watcher, 'movie')).toMatchObject({ writer: undefined, changedAt: 0 });
});

test.each<[string, (own: UntypedCache, other: UntypedCache) => Promise<unknown>, string]>([
  ['a set of this tab', (own) => own.set('movie', 'RRR'), 'this tab'],
  ['an add of this tab', (own) => own.add('movie', 'RRR'), 'this tab'],
  ['a load of this tab', (own) => own.getOrSet('movie', async () => 'RRR'), 'this tab'],
  ['an incr of this tab', (own) => own.incr('movie', 1, { initial: 0 }), 'this tab'],
  ['a set of another', (_, other) => other.set('movie', 'RRR'), 'another'],
  [
    'a set of another after one of this tab',
    async (own, other) => {
      await own.set('movie', 'RRR');
      await new Promise((resolve) => setTimeout(resolve));
      await other.set('movie', 'Dangal');
    },
    'another',
  ],
  [
    'a set of this tab after one of another',
    async (own, other) => {
      await other.set('movie', 'RRR');
      await own.set('movie', 'Dangal');
    },
    'this tab',
  ],
])('%s: says who wrote', async (_, write, writer) => {
  const [own, other] = twoTabs();
  const watcher = watch(own);
  await watcher.refresh();
  await write(own, other);
  await watcher.refresh();
  expect(rowOf(watcher, 'movie')?.writer).toBe(writer);
});

test('a touch changes the expiry, not the writer', async () => {
  const [own, other] = twoTabs();
  await own.set('movie', 'RRR', 30);
  const watcher = watch(own);
  await watcher.refresh();
  await other.set('movie', 'Dangal', 30);
  await watcher.refresh();
  await own.touch('movie', 500);
  await watcher.refresh();
  expect(rowOf(watcher, 'movie')?.writer).toBe('another');
});

test.each<[string, (own: UntypedCache, other: UntypedCache) => Promise<unknown>]>([
  ['of this tab', (own) => own.set('movie', 'RRR')],
  ['of this tab in a new namespace', (own) => own.namespace('new').set('movie', 'RRR')],
  ['of another', (_, other) => other.set('movie', 'RRR')],
])('reads again by itself after a write %s', async (_, write) => {
  const [own, other] = twoTabs();
  const watcher = watch(own);
  await watcher.refresh();
  await write(own, other);
  await vi.waitFor(() => expect(rowOf(watcher, 'movie')).toBeDefined());
});

test('follows another tab in a namespace and version that a read has shown', async () => {
  const [own, other] = twoTabs();
  const theirs = other.namespace('a').withVersion(7);
  await theirs.set('movie', 'RRR');
  const watcher = watch(own);
  await watcher.refresh();
  await theirs.set('roll', 101);
  await vi.waitFor(() => expect(rowOf(watcher, 'roll')?.writer).toBe('another'), 1_500);
});

test('many changes are few reads, and one at a time', async () => {
  const [cache] = twoTabs();
  let reading = 0;
  let most = 0;
  let reads = 0;
  const { entries } = cache;
  cache.entries = async function* <T>(...given: Parameters<typeof entries>) {
    reads++;
    most = Math.max(most, ++reading);
    yield* entries<T>(...given);
    reading--;
  };
  const watcher = watch(cache);
  await watcher.refresh();
  await Promise.all(Array.from({ length: 200 }, (_, n) => cache.set(`key ${n}`, n)));
  await vi.waitFor(() => expect(watcher.rows.length).toBe(200));
  expect(most).toBe(1);
  expect(reads).toBeLessThan(6);
});

test('an expired row stays for a while', async () => {
  let clock = 1_000_000;
  const cache = createCache({ store: memoryStore(), now: () => clock });
  await cache.set('movie', 'RRR', 30);
  const watcher = watch(cache, { now: () => clock, keep: 10_000 });
  await watcher.refresh();
  clock += 30_000;
  await watcher.refresh();
  expect(watcher.rows.length).toBe(1);
  clock += 10_000;
  await watcher.refresh();
  expect(watcher.rows).toEqual([]);
});

test('while it is paused it reads nothing, and afterwards it is up to date', async () => {
  const [cache] = twoTabs();
  const watcher = watch(cache);
  await watcher.refresh();
  watcher.isPaused = true;
  const { reads } = watcher;
  await cache.set('movie', 'RRR');
  expect(watcher.reads).toBe(reads);
  watcher.isPaused = false;
  await vi.waitFor(() => expect(rowOf(watcher, 'movie')).toBeDefined());
});

test('after a stop it hears nothing', async () => {
  const [cache] = twoTabs();
  const watcher = watch(cache);
  watcher.stop();
  await cache.set('movie', 'RRR');
  await cache.get('movie');
  expect(watcher.log.items).toEqual([]);
});

test('a read under way ends with a stop, and asks for no further page', async () => {
  const [cache] = twoTabs();
  await cache.setMany(Array.from({ length: 500 }, (_, n) => [`key ${n}`, n] as const));
  let yielded = 0;
  const { entries } = cache;
  cache.entries = async function* <T>(...given: Parameters<typeof entries>) {
    for await (const entry of entries<T>(...given)) {
      if (++yielded === 2) watcher.stop();
      yield entry;
    }
  };
  const watcher = watch(cache);
  await watcher.refresh();
  expect(yielded).toBe(2);
  expect(watcher.rows).toEqual([]);
});

test('keeps a log, with equal events in a row as one', async () => {
  const [cache] = twoTabs();
  const watcher = watch(cache);
  await cache.set('movie', 'RRR');
  for (let n = 0; n < 3; n++) await cache.get('movie');
  await cache.get('film');
  await cache.delete('movie');
  await cache.clear();
  const line = ({ type, key, detail, count }: LogItem) => [type, key, detail, count];
  expect(watcher.log.items.map(line)).toEqual([
    ['clear', undefined, undefined, 1],
    ['delete', 'movie', undefined, 1],
    ['miss', 'film', undefined, 1],
    ['hit', 'movie', 'from memory', 3],
    ['set', 'movie', undefined, 1],
  ]);
});

test('says why a read failed, until one succeeds', async () => {
  const [cache] = twoTabs();
  const watcher = watch(cache);
  const { entries } = cache;
  cache.entries = () => {
    throw new Error('no answer');
  };
  await watcher.refresh();
  expect(watcher.failure).toBe('no answer');
  cache.entries = entries;
  await watcher.refresh();
  expect(watcher.failure).toBeUndefined();
});
