/** maxBytes and size(): what the entries of a name take in Redis. */
import { type RedisStoreOptions, redisStore } from '@shelflife/redis';
import { type CacheOptions, createCache, type UntypedCache } from 'shelflife';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { connect, hasRedis, TestServer, trafficIn } from './support/server.js';

const BASE = 'shelflife:1:{default}:';
const MAX = 100_000;

describe.skipIf(!hasRedis)('what entries take', () => {
  let server: TestServer;
  let client: Awaited<ReturnType<typeof connect>>;
  beforeAll(async () => {
    server = await TestServer.start();
    client = await connect(server);
  });
  afterEach(() => client.flushAll());
  afterAll(async () => {
    client?.destroy();
    await server?.stop();
  });

  function cacheWith(options: CacheOptions = {}, ofStore: Partial<RedisStoreOptions> = {}) {
    return createCache({ store: redisStore({ client, ...ofStore }), memory: false, ...options });
  }

  async function keysOf(cache: UntypedCache): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of cache.keys()) keys.push(key);
    return keys;
  }

  /** The bytes of all entries, as the server keeps count of them. */
  async function counted(): Promise<number> {
    return Number((await client.hGet(`${BASE}sizes`, '')) ?? 0);
  }

  test('size moves no value', async () => {
    const cache = cacheWith();
    await cache.set('k', { text: 'x'.repeat(1_000_000) });
    const before = await client.info('stats');
    const { entries, bytes } = await cache.size();
    const moved = trafficIn(await client.info('stats')) - trafficIn(before);
    expect([entries, Math.round(bytes / 100_000), moved < 20_000]).toEqual([1, 20, true]);
  });

  test('size counts characters, whatever Redis needs for them', async () => {
    const cache = cacheWith();
    await cache.setMany({ a: 'é'.repeat(5_000), b: ['字'.repeat(5_000)] });
    const { bytes } = await cache.size();
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(21_000);
  });

  test('size is that of many pages', async () => {
    const cache = cacheWith();
    await cache.setMany(Array.from({ length: 2_500 }, (_, n) => [`k${n}`, n] as const));
    expect((await cache.size()).entries).toBe(2_500);
  });

  test('the entries take no more than maxBytes and what was written last', async () => {
    const cache = cacheWith({ maxBytes: MAX });
    let evicted = 0;
    cache.addEventListener('evict', ({ reason, count }) => {
      if (reason === 'bytes') evicted += count;
    });
    let seed = 1;
    for (let n = 0; n < 300; n++) {
      seed = (seed * 16_807) % 2_147_483_647;
      await cache.set(`k${n % 200}`, 'x'.repeat(seed % 5_000));
      expect(await counted()).toBeLessThanOrEqual(MAX + 10_200);
    }
    const { entries, bytes } = await cache.size();
    expect(bytes).toBe(await counted());
    expect(bytes).toBeGreaterThan(MAX / 2);
    const keys = await keysOf(cache);
    expect(keys).toContain('k99');
    expect(keys.length).toBe(entries);
    expect(evicted).toBeGreaterThan(100);
  });

  test('what has expired goes first, and then the oldest', async () => {
    let now = Date.now();
    const cache = cacheWith({ maxBytes: MAX, now: () => now });
    const value = 'x'.repeat(9_000);
    await cache.set('oldest', value, null);
    await cache.set('expired 1', value, 10);
    await cache.set('expired 2', value, 10);
    now += 20_000;
    for (const key of ['a', 'b', 'c']) await cache.set(key, value, null);
    expect(await keysOf(cache)).toEqual(['a', 'b', 'c', 'oldest']);
    await cache.set('d', value, null);
    await cache.set('e', value, null);
    expect(await keysOf(cache)).toEqual(['c', 'd', 'e']);
  });

  test('a batch that fits is kept whole', async () => {
    const cache = cacheWith({ maxBytes: MAX, cullFrequency: 1 });
    const value = 'x'.repeat(9_000);
    await cache.setMany({ a: value, b: value, c: value });
    await cache.setMany({ d: value, e: value, f: value });
    expect(await keysOf(cache)).toEqual(['d', 'e', 'f']);
  });

  test('what a cache without maxBytes has written counts in time', async () => {
    const value = 'x'.repeat(450);
    await cacheWith().setMany(Array.from({ length: 500 }, (_, n) => [`k${n}`, value] as const));
    const cache = cacheWith({ maxBytes: MAX });
    for (let n = 0; n < 16; n++) await cache.set('new', n);
    expect((await cache.size()).bytes).toBeLessThanOrEqual(MAX);
    expect(await cache.get('new')).toBe(15);
  });

  test('a large cull goes on in slices', async () => {
    const large = cacheWith({ maxBytes: 1_000_000 });
    await large.setMany(Array.from({ length: 4_000 }, (_, n) => [`k${n}`, n] as const));
    const small = cacheWith({ maxBytes: 150_000 });
    await small.set('new', 1);
    await vi.waitFor(async () => expect(await client.exists(`${BASE}culling`)).toBe(0));
    const { bytes } = await small.size();
    expect([bytes > 90_000, bytes <= 100_000]).toEqual([true, true]);
    expect(await small.has('new')).toBe(true);
  });

  test('nothing is left after a clear, though many entries had to be sized', async () => {
    await cacheWith().setMany(Array.from({ length: 200 }, (_, n) => [`k${n}`, n] as const));
    const cache = cacheWith({ maxBytes: MAX });
    await cache.set('k', 1);
    expect(await client.exists(`${BASE}sized`)).toBe(1);
    await cache.clear();
    expect(await client.keys('*')).toEqual([]);
  });

  test('nothing is left of what is removed', async () => {
    const cache = cacheWith({ maxBytes: MAX });
    await cache.setMany({ a: 1, b: 2 });
    expect(await counted()).toBeGreaterThan(200);
    await cache.touch('a', 500);
    await cache.incr('a');
    await cache.delete('a');
    expect(await counted()).toBe((await cache.size()).bytes);
    await cacheWith().clear();
    expect(await client.keys('*')).toEqual([]);
  });

  test('without maxBytes Redis keeps no sizes', async () => {
    await cacheWith().set('k', 1);
    expect(await client.exists(`${BASE}sizes`)).toBe(0);
  });
});
