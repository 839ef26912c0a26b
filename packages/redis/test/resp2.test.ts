/** Over RESP2, which cannot carry messages on the connection that reads: no copies in memory, all else the same. */
import { createClient } from '@redis/client';
import { redisStore } from '@shelflife/redis';
import { createCache } from 'shelflife';
import { sessionContract, storeContract } from 'shelflife/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, TestServer } from './support/server.js';

const runner = { describe, test, expect };

describe.skipIf(!hasRedis)('on a server that speaks RESP2 only', () => {
  let server: TestServer;
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    server = await TestServer.start('--rename-command', 'HELLO', '');
    client = createClient({ url: server.url, RESP: 2 }) as unknown as typeof client;
  });
  afterAll(async () => {
    client?.destroy();
    await server?.stop();
  });

  const store = () => redisStore({ client });

  sessionContract('redisStore', store, runner);
  storeContract('redisStore', store, runner);

  test('a cache reads each value from Redis, and hears of changes nevertheless', async () => {
    const [one, two] = [store(), store()].map((each) =>
      createCache({ name: 'heard', store: each }),
    );
    await one!.set('k', 1);
    expect(await two!.get('k')).toBe(1);
    await one!.set('k', 2);
    expect(await two!.get('k')).toBe(2);
    const loaded = [one!, two!].map((cache) => cache.getOrSet('loaded', async () => cache === one));
    expect(new Set(await Promise.all(loaded)).size).toBe(1);
    for (const cache of [one!, two!]) await cache.close();
  });
});
