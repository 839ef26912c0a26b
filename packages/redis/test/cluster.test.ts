/** A cluster of three nodes on this machine. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCluster } from '@redis/client';
import { redisStore } from '@shelflife/redis';
import { createCache } from 'shelflife';
import { sessionContract, storeContract } from 'shelflife/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRedis } from '../../../scripts/redis.mjs';
import { connect, hasRedis, TestServer } from './support/server.js';

const runner = { describe, test, expect };

/** A cluster takes some seconds to agree on its slots. */
const START = 60_000;

/** Resolves once a node knows who has each slot. */
async function agreed(node: TestServer): Promise<void> {
  const client = await connect(node);
  while (!(await client.clusterInfo()).includes('cluster_state:ok')) await sleep(50);
  client.destroy();
}

describe.skipIf(!hasRedis)('on a cluster', () => {
  const nodes: TestServer[] = [];
  let cluster: ReturnType<typeof createCluster>;

  beforeAll(async () => {
    for (let n = 0; n < 3; n++) nodes.push(await TestServer.start('--cluster-enabled', 'yes'));
    const cli = join(dirname(findRedis()!), 'redis-cli');
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    const { status, stdout } = spawnSync(
      cli,
      ['--cluster', 'create', ...addresses, '--cluster-yes', '--cluster-replicas', '0'],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stdout);
    for (const node of nodes) await agreed(node);
    cluster = createCluster({ rootNodes: nodes.map(({ url }) => ({ url })) });
    await cluster.connect();
  }, START);
  afterAll(async () => {
    cluster?.destroy();
    for (const node of nodes) await node.stop();
  });

  const store = () => redisStore({ client: cluster });

  sessionContract('redisStore', store, runner);
  storeContract('redisStore', store, runner);

  test('each name has one node, and names are spread over all of them', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `name ${n}`);
    const caches = names.map((name) => createCache({ name, store: store() }));
    for (const cache of caches) await cache.setMany({ a: 1, b: 2, c: 3 });
    const sizes = cluster.masters.map(async (master) =>
      (await cluster.nodeClient(master)).dbSize(),
    );
    for (const size of await Promise.all(sizes)) expect(Number(size)).toBeGreaterThan(0);
    for (const cache of caches)
      expect({ ...(await cache.getMany(['a', 'c'])) }).toEqual({ a: 1, c: 3 });
    for (const cache of caches) await cache.destroy();
    const left = cluster.masters.map(async (master) => (await cluster.nodeClient(master)).dbSize());
    expect((await Promise.all(left)).map(Number)).toEqual([0, 0, 0]);
  });
});
