/** What lies in Redis, what it costs, and the options of the store. */
import { createClient } from '@redis/client';
import { type Codec, type RedisStoreOptions, redisStore } from '@shelflife/redis';
import { type CacheOptions, createCache } from 'shelflife';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { errorsOf } from './support/errors.js';
import { connect, hasRedis, TestServer, trafficIn } from './support/server.js';

const BASE = 'shelflife:1:{default}:';

describe.skipIf(!hasRedis)('a store on Redis', () => {
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

  test('JSON lies in Redis as text, behind a line about the entry', async () => {
    await cacheWith().set('course', { title: 'RRR', price: 49.5 }, null);
    await cacheWith().set('name', 'Zoë', null);
    const [head, body] = (await client.get(`${BASE}e::1:course`))!.split('\n');
    expect(body).toBe('{"title":"RRR","price":49.5}');
    expect(JSON.parse(head!)).toEqual({
      stamp: expect.stringMatching(/^.{8}$/),
      expires: null,
      written: expect.any(Number),
    });
    expect((await client.get(`${BASE}e::1:name`))!.split('\n')[1]).toBe('"Zoë"');
  });

  test('Redis removes an entry one second after it has expired', async () => {
    await cacheWith().set('k', 1, 60);
    const left = await client.pTTL(`${BASE}e::1:k`);
    expect(left).toBeGreaterThan(55_000);
    expect(left).toBeLessThanOrEqual(61_000);
  });

  test('a lone get and a lone set are one command each', async () => {
    const cache = cacheWith();
    await cache.set('k', 1);
    const send = vi.spyOn(client, 'sendCommand');
    await cache.get('k');
    await cache.set('k', 2);
    expect(send.mock.calls.map(([[command]]) => command)).toEqual(['GET', 'EVALSHA']);
    send.mockRestore();
  });

  test('has and touch do not move a large value', async () => {
    const cache = cacheWith();
    await cache.set('k', { text: 'x'.repeat(1_000_000) }, 30);
    const before = await client.info('stats');
    expect(await cache.has('k')).toBe(true);
    expect(await cache.touch('k', 60)).toBe(true);
    const bytes = trafficIn(await client.info('stats')) - trafficIn(before);
    expect(bytes).toBeLessThan(20_000);
    expect(((await cache.get('k')) as { text: string }).text.length).toBe(1_000_000);
  });

  test('a large cull and a large clear go on in slices', async () => {
    const cache = cacheWith({ maxEntries: 3_500 });
    const pairs = Array.from({ length: 3_500 }, (_, n) => [`k${n}`, n] as const);
    await cache.setMany(pairs);
    await cache.set('one more', 1);
    await vi.waitFor(async () => expect(await client.zCard(`${BASE}order`)).toBe(2_334));
    expect(await cache.has('k1166')).toBe(false);
    expect(await cache.has('k1167')).toBe(true);
    await cache.clear();
    expect(await client.keys('*')).toEqual([]);
  });

  test('writes during a cull do not begin another one', async () => {
    const cache = cacheWith({ maxEntries: 1_000, cullFrequency: 1_000 });
    await cache.setMany(Array.from({ length: 8_000 }, (_, n) => [`k${n}`, n] as const));
    for (let n = 0; n < 10; n++) await cache.set(`new ${n}`, n);
    await vi.waitFor(async () => expect(await client.exists(`${BASE}culling`)).toBe(0));
    expect(await client.zCard(`${BASE}order`)).toBeGreaterThanOrEqual(1_000);
    expect(await cache.has('new 0')).toBe(true);
  });

  test('what has a tag is removed in slices, and leaves nothing behind', async () => {
    const cache = cacheWith({ timeout: null });
    const pairs = Array.from({ length: 2_500 }, (_, n) => [`k${n}`, n] as const);
    await cache.setMany(pairs, { tags: ['shop', 'all'] });
    await cache.set('k0', 'without a tag');
    expect(await cache.deleteByTag(['shop', 'all'])).toBe(2_499);
    expect(await cache.get('k0')).toBe('without a tag');
    await cache.delete('k0');
    expect(await client.keys('*')).toEqual([]);
  });

  test('what Redis has removed leaves the indexes in time', async () => {
    let now = Date.now();
    const cache = cacheWith({ now: () => now });
    await cache.setMany(
      Array.from({ length: 20 }, (_, n) => [`old ${n}`, n] as const),
      1,
    );
    now += 62_000;
    for (let n = 0; n < 32; n++) await cache.set('new', n);
    expect(await client.zCard(`${BASE}keys`)).toBe(1);
    expect(await client.zCard(`${BASE}expiries`)).toBe(1);
  });

  test('a record that cannot be read counts as missing, and is reported', async () => {
    const cache = cacheWith();
    const errors = errorsOf(cache);
    await client.set(`${BASE}e::1:k`, 'not ours');
    expect(await cache.get('k', 'miss')).toBe('miss');
    expect(errors.map(({ code }) => code)).toEqual(['corrupt']);
    expect(await cache.add('k', 1)).toBe(true);
    expect(await cache.get('k')).toBe(1);
  });

  test('a script that the server has forgotten is sent again', async () => {
    const cache = cacheWith();
    await cache.set('k', 1);
    await client.scriptFlush();
    expect(await cache.incr('k')).toBe(2);
  });

  test('names and prefixes keep caches apart, whatever is in them', async () => {
    const names = ['a', 'a}', '{a', '{a}', 'a:1:{a}', '%007d', '\ud800', '\ud801'];
    const caches = names.flatMap((name) => [
      cacheWith({ name }),
      cacheWith({ name }, { prefix: '}{' }),
    ]);
    for (const [n, cache] of caches.entries()) await cache.set('k', n);
    for (const [n, cache] of caches.entries()) expect(await cache.get('k')).toBe(n);
    await caches[0]!.clear();
    expect(await caches[0]!.has('k')).toBe(false);
    for (const [n, cache] of caches.entries()) if (n > 0) expect(await cache.get('k')).toBe(n);
  });

  test('keys are listed in order, whatever is in them', async () => {
    const cache = cacheWith();
    const keys = [
      'a',
      'a\0',
      'a\0b',
      'a\u0001',
      'a\u0002',
      'b',
      '\ud83d\ude00',
      '\ud800',
      '\uffff',
      'é',
    ];
    for (const key of keys) await cache.set(key, 1);
    const found: string[] = [];
    for await (const key of cache.keys()) found.push(key);
    expect(found).toEqual([...keys].sort());
  });

  test('a codec of your own takes what is no JSON', async () => {
    const dates: Codec = {
      encode: (value) => Buffer.from(`date ${(value as Date).getTime()}`),
      decode: (bytes) => new Date(Number(Buffer.from(bytes).toString().slice(5))),
    };
    const cache = cacheWith({}, { codec: dates });
    await cache.setMany({ date: new Date(5), text: 'plain' });
    expect(await cache.get('date')).toEqual(new Date(5));
    expect(await cache.get('text')).toBe('plain');
    expect(await client.get(`${BASE}e::1:date`)).toMatch(/\n\0date 5$/);
  });

  test('a value that the codec refuses fails alone, and leaves no older one', async () => {
    const codec: Codec = {
      encode: () => {
        throw new Error('no dates');
      },
      decode: () => undefined,
    };
    const cache = cacheWith({}, { codec });
    await cache.setMany({ bad: 1, good: 1 });
    const settled = await Promise.allSettled([cache.set('bad', new Date()), cache.set('good', 2)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect((settled[0] as PromiseRejectedResult).reason).toMatchObject({
      code: 'data',
      key: 'bad',
    });
    expect({ ...(await cache.getMany(['bad', 'good'])) }).toEqual({ good: 2 });
  });

  test('the store connects a client that is not, and leaves it open', async () => {
    const own = createClient({ url: server.url });
    const cache = createCache({ store: redisStore({ client: own }) });
    await cache.set('k', 1);
    await cache.close();
    expect(own.isReady).toBe(true);
    expect(cache.backend).toBe('redis');
    own.destroy();
  });

  test('another cache on the same client hears of a change before it can be read', async () => {
    const [one, two] = [cacheWith({ memory: true }), cacheWith({ memory: true })];
    for (let n = 0; n < 200; n++) {
      const write = one.set('n', n);
      await Promise.all([write, two.get('n')]);
      expect(await two.get('n')).toBe(n);
    }
  });
});

describe('options of redisStore', () => {
  const client = createClient();

  test('a wrong option is a TypeError that names it', () => {
    const wrong: [unknown, RegExp][] = [
      [undefined, /client/],
      [{}, /client/],
      [{ client: {} }, /client/],
      [{ client, prefix: '' }, /prefix/],
      [{ client, codec: {} }, /codec/],
      [{ client, url: 'redis://' }, /url/],
    ];
    for (const [options, message] of wrong) {
      expect(() => redisStore(options as RedisStoreOptions)).toThrow(TypeError);
      expect(() => redisStore(options as RedisStoreOptions)).toThrow(message);
    }
  });
});
