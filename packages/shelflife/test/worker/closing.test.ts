/** Calls made beside `close()` act in their order, although a new session does the later ones. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { describe, expect, test } from 'vitest';
import { startServing } from '../support/in-thread.js';

const stores = {
  indexedDBStore: () => indexedDBStore(),
  workerStore: () => workerStore({ worker: () => startServing() as unknown as Worker }),
};

let caches = 0;

function open(store: () => ReturnType<typeof workerStore>) {
  return createCache({ name: `closing ${caches++}`, store: store(), memory: false });
}

async function passTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resume) => setTimeout(resume));
}

describe.each(Object.entries(stores))('%s', (_, store) => {
  test.each([0, 1, 2, 3, 4])('an add %i turns after a delete beside close()', async (turns) => {
    for (let run = 0; run < 20; run++) {
      const cache = open(store);
      if (run % 2) await cache.set('x', 1);
      cache.close();
      cache.deleteMany(['d']);
      cache.flush().catch(() => {});
      const removed = cache.delete('a');
      await passTurns(turns);
      const added = cache.add('a', 1);
      expect([await removed, await added, await cache.get('a')]).toEqual([false, true, 1]);
      await cache.close();
    }
  });

  test('a get beside close() reads what was there before a later set', async () => {
    for (let run = 0; run < 40; run++) {
      const cache = open(store);
      await cache.set('a', 1);
      await cache.close();
      cache.has('z');
      cache.close();
      const got = cache.get('a');
      await passTurns(run % 4);
      const set = cache.set('a', 2);
      expect(await got).toBe(1);
      await set;
      await cache.close();
    }
  });
});
