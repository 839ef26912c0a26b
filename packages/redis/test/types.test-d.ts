/** A client and a cluster as they are typed, also with modules and another mapping of types. */
import { createClient, createClientPool, createCluster, RESP_TYPES } from '@redis/client';
import { redisStore } from '@shelflife/redis';

redisStore({ client: createClient() });
redisStore({ client: createClient({ url: 'redis://localhost', RESP: 2 }) });
redisStore({
  client: createClient({ RESP: 3 }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }),
});
redisStore({ client: createCluster({ rootNodes: [] }) });
redisStore({ client: createCluster({ rootNodes: [], RESP: 2 }), prefix: 'app', codec: undefined });

// @ts-expect-error a pool is no connection
redisStore({ client: createClientPool() });
// @ts-expect-error a client is needed
redisStore({});
