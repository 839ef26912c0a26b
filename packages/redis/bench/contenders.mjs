/** The same few calls on each library. Timeouts are five minutes everywhere. */
import KeyvRedis from '@keyv/redis';
import { createClient } from '@redis/client';
import { redisStore } from '@shelflife/redis';
import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import Keyv from 'keyv';
import { createCache } from 'shelflife';

const SECONDS = 300;

async function rawClient(url) {
  const client = await createClient({ url }).connect();
  const EX = { expiration: { type: 'EX', value: SECONDS } };
  return {
    set: (key, value) => client.set(key, JSON.stringify(value), EX),
    get: async (key) => JSON.parse(await client.get(key)),
    setMany: (pairs) =>
      Promise.all(pairs.map(([key, value]) => client.set(key, JSON.stringify(value), EX))),
    getMany: async (keys) => (await client.mGet(keys)).map((text) => JSON.parse(text)),
    incr: (key) => client.incr(key),
    close: () => client.destroy(),
  };
}

function shelflife(options) {
  return async (url) => {
    const client = await createClient({ url }).connect();
    const cache = createCache({ store: redisStore({ client }), timeout: SECONDS, ...options });
    await cache.set('n', 0);
    return {
      set: cache.set,
      get: cache.get,
      setMany: cache.setMany,
      getMany: async (keys) => Object.values(await cache.getMany(keys)),
      incr: cache.incr,
      close: async () => {
        await cache.close();
        client.destroy();
      },
    };
  };
}

async function keyv(url) {
  const cache = new Keyv({ store: new KeyvRedis(url), ttl: SECONDS * 1000 });
  return {
    set: (key, value) => cache.set(key, value),
    get: (key) => cache.get(key),
    setMany: (pairs) => cache.setMany(pairs.map(([key, value]) => ({ key, value }))),
    getMany: (keys) => cache.getMany(keys),
    close: () => cache.disconnect(),
  };
}

async function bentocache(url) {
  const { port } = new URL(url);
  const driver = redisDriver({ connection: { host: '127.0.0.1', port: Number(port) } });
  const bento = new BentoCache({
    default: 'redis',
    stores: { redis: bentostore().useL2Layer(driver) },
  });
  const ttl = `${SECONDS}s`;
  return {
    set: (key, value) => bento.set({ key, value, ttl }),
    get: (key) => bento.get({ key }),
    setMany: (pairs) => Promise.all(pairs.map(([key, value]) => bento.set({ key, value, ttl }))),
    getMany: (keys) => Promise.all(keys.map((key) => bento.get({ key }))),
    close: () => bento.disconnectAll(),
  };
}

export const contenders = {
  'client with JSON': rawClient,
  'shelflife, no memory': shelflife({ memory: false }),
  'shelflife, memory': shelflife(),
  '@keyv/redis': keyv,
  bentocache,
};
