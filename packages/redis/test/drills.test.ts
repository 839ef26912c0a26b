/** What happens when the server hangs, dies, is full, or does not want this client. */
import { createClient } from '@redis/client';
import { redisStore } from '@shelflife/redis';
import { type CacheOptions, createCache } from 'shelflife';
import { sessionContract } from 'shelflife/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, errorsOf, until } from './support/errors.js';
import { ServerProxy } from './support/proxy.js';
import { hasRedis, TestServer } from './support/server.js';

type Client = ReturnType<typeof createClient>;

/** Seconds that a test is willing to wait for a deadline. */
const SOON = 0.3;

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function clientOf(url: string, options: Parameters<typeof createClient>[0] = {}): Client {
  const client = createClient({ url, ...options }) as Client;
  ends.push(() => client.destroy());
  return client;
}

function cacheOn(client: Client, options?: CacheOptions) {
  const cache = createCache({ store: redisStore({ client }), deadline: SOON, ...options });
  ends.push(() => cache.close().catch(() => {}));
  return cache;
}

/** Resolves once a client knows that its server is gone. */
async function killed(server: TestServer, client: Client): Promise<void> {
  const lost = new Promise((resolve) => client.once('reconnecting', resolve));
  await server.kill();
  await lost;
}

async function serverWith(...options: string[]): Promise<TestServer> {
  const server = await TestServer.start(...options);
  ends.push(() => server.stop());
  return server;
}

describe.skipIf(!hasRedis)('a server that hangs', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await serverWith();
  });

  test('a write under way ends as outcome-unknown, and a read as a miss', async () => {
    const cache = cacheOn(clientOf(server.url), { memory: false });
    const reader = cacheOn(clientOf(server.url), { memory: false });
    const errors = errorsOf(reader);
    await cache.set('k', 'old');
    await reader.get('k');
    server.pause();
    const write = codeOf(cache.set('k', 'new'));
    expect(await reader.get('k', 'miss')).toBe('miss');
    expect(await write).toBe('outcome-unknown');
    expect(errors.map(({ code }) => code)).toEqual(['timeout']);
    server.resume();
    expect(['old', 'new']).toContain(await until(() => cache.get('k')));
  });

  test('later calls fail at once until it answers again, and do nothing', async () => {
    const cache = cacheOn(clientOf(server.url), { memory: false });
    await cache.set('k', 1);
    server.pause();
    await cache.get('k');
    const codes = ['a', 'b', 'c'].map((key) => codeOf(cache.set(key, 1)));
    expect(await Promise.all(codes)).toEqual(['unavailable', 'unavailable', 'unavailable']);
    server.resume();
    await until(() => cache.get('k'));
    expect(await cache.has('a')).toBe(false);
  });

  test('a loader answers in its place', async () => {
    const cache = cacheOn(clientOf(server.url));
    await cache.set('k', 1);
    server.pause();
    expect(await cache.getOrSet('loaded', () => 'by loader')).toBe('by loader');
    server.resume();
  });
});

describe.skipIf(!hasRedis)('a server that dies', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await serverWith();
  });

  test('reads miss, writes fail as unavailable, and all goes on after a restart', async () => {
    const client = clientOf(server.url);
    const cache = cacheOn(client, { memory: false });
    const errors = errorsOf(cache);
    await cache.set('k', 1);
    await killed(server, client);
    expect(await cache.get('k', 'miss')).toBe('miss');
    expect(errors.map(({ code }) => code)).toEqual(['unavailable']);
    expect(await codeOf(cache.set('k', 2))).toBe('unavailable');
    await server.restart();
    await until(() => cache.set('k', 3).then(() => true));
    expect(await cache.get('k')).toBe(3);
  });

  test('what was not sent in time is not sent later', async () => {
    const client = clientOf(server.url);
    const cache = cacheOn(client, { memory: false });
    await cache.set('k', 1);
    await killed(server, client);
    expect(await codeOf(cache.set('late', 1))).toBe('unavailable');
    await server.restart();
    await until(() => cache.set('k', 2).then(() => true));
    expect(await cache.has('late')).toBe(false);
  });

  test('memory forgets what it holds, and is coherent again afterwards', async () => {
    const cache = cacheOn(clientOf(server.url));
    const other = cacheOn(clientOf(server.url));
    await cache.set('k', 1);
    expect(await cache.get('k')).toBe(1);
    await server.kill();
    await server.restart();
    await until(() => other.set('k', 2).then(() => true));
    expect(await until(() => cache.get('k'))).toBe(2);
    await other.set('k', 3);
    expect(await cache.get('k')).toBe(3);
  });

  test('a cache opened while it is down works once it is up', async () => {
    await server.kill();
    const cache = cacheOn(clientOf(server.url));
    expect(await codeOf(cache.set('k', 1))).toBe('unavailable');
    await server.restart();
    await until(() => cache.set('k', 2).then(() => true));
    expect(await cache.get('k')).toBe(2);
  });
});

describe.skipIf(!hasRedis)('a server that is full', () => {
  /** Leaves little room for entries. */
  const MEMORY = 3_000_000;
  const large = 'x'.repeat(200_000);

  async function fullCache() {
    const server = await serverWith(
      '--maxmemory',
      String(MEMORY),
      '--maxmemory-policy',
      'noeviction',
    );
    const cache = cacheOn(clientOf(server.url), { memory: false });
    await cache.setMany({ small: 1, counted: 1 });
    let code: string | undefined;
    for (let n = 0; code === undefined; n++) code = await codeOf(cache.set(`large ${n}`, large));
    return { cache, code };
  }

  test('a write fails as capacity, and leaves no older value', async () => {
    const { cache, code } = await fullCache();
    expect(code).toBe('capacity');
    expect(await codeOf(cache.set('small', large))).toBe('capacity');
    expect(await cache.has('small')).toBe(false);
  });

  test('what needs no memory is done, also in the same tick', async () => {
    const { cache } = await fullCache();
    const [set, found, removed] = await Promise.all([
      codeOf(cache.set('other', large)),
      cache.get('counted'),
      cache.delete('small'),
    ]);
    expect([set, found, removed]).toEqual(['capacity', 1, true]);
    expect(await cache.getOrSet('loaded', () => large)).toBe(large);
    await cache.clear();
    await cache.set('small', 2);
    expect(await cache.get('small')).toBe(2);
  });

  test('deletes are done, by caches with a bound and without', async () => {
    const server = await serverWith();
    const client = clientOf(server.url);
    for (const options of [{ maxEntries: null }, { maxBytes: 100_000_000 }]) {
      const cache = cacheOn(client, { memory: false, ...options });
      const unbounded = cacheOn(client, { memory: false });
      await unbounded.setMany(Array.from({ length: 100 }, (_, n) => [`k${n}`, n] as const));
      await client.configSet('maxmemory', '1');
      for (let n = 0; n < 40; n++) expect(await cache.delete(`missing ${n}`)).toBe(false);
      expect(await cache.delete('k0')).toBe(true);
      expect(await codeOf(cache.set('k1', 2))).toBe('capacity');
      await client.configSet('maxmemory', '0');
    }
  });
});

describe.skipIf(!hasRedis)('a server that evicts', () => {
  const COUNT = 200;
  const large = 'x'.repeat(50_000);

  test('bounds a cache without maxEntries, and the indexes follow', async () => {
    const server = await serverWith(
      ...'--maxmemory 5mb --maxmemory-policy volatile-lru'.split(' '),
    );
    const client = clientOf(server.url);
    const cache = cacheOn(client, { memory: false, maxEntries: null, timeout: 86_400 });
    for (let n = 0; n < COUNT; n++) await cache.set(`k${n}`, large);
    expect(await cache.get(`k${COUNT - 1}`)).toBe(large);
    const found: string[] = [];
    for await (const key of cache.keys()) found.push(key);
    expect(found.length).toBeLessThan(COUNT / 2);
    for (let n = 0; n < 64; n++) await cache.set('small', n);
    expect(await client.zCard('shelflife:1:{default}:keys')).toBeLessThan(COUNT / 2);
  });
});

describe.skipIf(!hasRedis)('a server that refuses the client', () => {
  test('a wrong password is unavailable, with what the server said', async () => {
    const server = await serverWith('--requirepass', 'right');
    const cache = cacheOn(clientOf(server.url, { password: 'wrong' }));
    const errors = errorsOf(cache);
    await expect(cache.set('k', 1)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('WRONGPASS'),
    });
    expect(await cache.get('k', 'miss')).toBe('miss');
    expect(errors.map(({ code }) => code)).toEqual(['unavailable']);
  });

  test('a user who may not publish writes nothing', async () => {
    const server = await serverWith(
      '--user',
      ...'silent on >secret ~* +@all resetchannels'.split(' '),
    );
    const cache = cacheOn(clientOf(server.url, { username: 'silent', password: 'secret' }));
    expect(await codeOf(cache.set('k', 1))).toBe('unknown');
    expect(await codeOf(cache.clear())).toBe('unknown');
    const other = cacheOn(clientOf(server.url), { memory: false });
    expect(await other.has('k')).toBe(false);
    await other.set('k', 1);
    expect(await cache.get('k')).toBe(1);
    await other.set('k', 2);
    expect(await cache.get('k')).toBe(2);
  });

  test('RESP3 is unavailable on a server without it', async () => {
    const server = await serverWith('--rename-command', 'HELLO', '');
    expect(await codeOf(cacheOn(clientOf(server.url)).set('k', 1))).toBe('unavailable');
  });

  test('a client that the application has closed is unavailable', async () => {
    const server = await serverWith();
    const client = clientOf(server.url);
    const cache = cacheOn(client);
    await cache.set('k', 1);
    client.destroy();
    expect(await codeOf(cache.set('k', 2))).toBe('unavailable');
    expect(client.isOpen).toBe(false);
  });
});

describe.skipIf(!hasRedis)('over a connection that is cut', () => {
  let server: TestServer;
  let proxy: ServerProxy;
  let client: Client;
  beforeAll(async () => {
    server = await TestServer.start();
    proxy = await ServerProxy.start(server.port);
    client = createClient({ url: `redis://127.0.0.1:${proxy.port}` });
  });
  afterAll(async () => {
    client?.destroy();
    await proxy?.cut();
    await server?.stop();
  });

  const stall = async () => {
    const lost = new Promise((resolve) => client.once('reconnecting', resolve));
    await proxy.cut();
    await lost;
    return () => void proxy.mend();
  };

  sessionContract(
    'redisStore',
    () => redisStore({ client }),
    { describe, test, expect },
    { stall },
  );
});
