/** The contracts of sessions and of caches, on a real server. */
import { createClient } from '@redis/client';
import { redisStore } from '@shelflife/redis';
import { sessionContract, storeContract } from 'shelflife/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, TestServer } from './support/server.js';

const runner = { describe, test, expect };

describe.skipIf(!hasRedis)('on a server', () => {
  let server: TestServer;
  let client: ReturnType<typeof createClient>;

  beforeAll(async () => {
    server = await TestServer.start();
    client = createClient({ url: server.url });
    await client.connect();
  });
  afterAll(async () => {
    client?.destroy();
    await server?.stop();
  });

  const store = () => redisStore({ client });

  sessionContract('redisStore', store, runner);
  storeContract('redisStore', store, runner);
  storeContract('redisStore, no memory', store, runner, { memory: false });
  storeContract('redisStore, queued', store, runner, { acknowledge: 'queued' });
});
