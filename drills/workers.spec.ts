/** The worker: it does the work, and the page takes over if it is unavailable or ends. */
import { expect, isReady, test } from '../browsers/tabs.ts';
import {
  BAD_SCRIPTS,
  doneByPage,
  endedInMidCall,
  endInMidCall,
  endWithoutWorker,
  hearEachOther,
  openedByPage,
  openedByWorker,
  tryPolicy,
  tryScript,
  watchWorkers,
} from './in-page/workers.ts';

test.describe('workerStore()', { tag: '@page' }, () => {
  test('it has the database open, and the page has not', async ({ openTab }) => {
    const tab = await openTab();
    expect(await tab.evaluate(openedByPage)).toEqual(openedByWorker);
  });

  test('caches share it, and the last to close ends it', async ({ openTab }) => {
    const tab = await openTab();
    await tab.evaluate(watchWorkers);
    const started = await tab.evaluate(async () => {
      const { createCache, workerStore } = window.shelflife;
      const caches = ['a', 'b'].map((name) => createCache({ name, store: workerStore() }));
      const [a, b] = caches as [(typeof caches)[0], (typeof caches)[0]];
      await Promise.all(caches.map((cache) => cache.set('k', 1)));
      const together = window.workers.length;
      await a.close();
      await b.set('k', 2);
      const afterOne = window.workers.length;
      await b.close();
      const values = [await a.get('k'), await b.get('k')];
      return [together, afterOne, window.workers.length, ...values];
    });
    expect(started).toEqual([1, 1, 2, 1, 2]);
  });

  test('one that was given is not ended, and serves anew', async ({ openTab }) => {
    const tab = await openTab();
    const seen = await tab.evaluate(async () => {
      const { createCache, workerStore } = window.shelflife;
      const worker = new Worker('/shelflife/worker/script.js', { type: 'module' });
      let ended = false;
      worker.terminate = () => {
        ended = true;
      };
      const cache = createCache({ store: workerStore({ worker }) });
      await cache.set('k', 1);
      await cache.close();
      return [ended, await cache.get('k'), cache.backend];
    });
    expect(seen).toEqual([false, 1, 'indexeddb']);
  });

  test('large buffers are handed over, and the caller keeps his own', async ({ openTab }) => {
    const tab = await openTab();
    const lengths = await tab.evaluate(async () => {
      const { createCache, workerStore } = window.shelflife;
      const cache = createCache({ store: workerStore() });
      const data = { bytes: new Uint8Array(200_000).fill(7) };
      await cache.set('data', data);
      const read = async () => (await cache.get<typeof data>('data'))?.bytes;
      const loaded = await cache.getOrSet('loaded', () => data);
      const again = await cache.get<typeof data>('loaded');
      return [data.bytes, await read(), await read(), loaded.bytes, again?.bytes].map(
        (bytes) => `${bytes?.length} of ${bytes?.[199_999]}`,
      );
    });
    expect(lengths).toEqual(Array(5).fill('200000 of 7'));
  });

  for (const [what, url] of Object.entries(BAD_SCRIPTS))
    test(`${what}: tried twice, then the page does the work and says so`, async ({ openTab }) => {
      const tab = await openTab();
      expect(await tab.evaluate(tryScript, url)).toEqual(doneByPage);
    });

  test('ended in mid-call: writes may be done, reads are answered, and another one is started', async ({
    openTab,
  }) => {
    const tab = await openTab();
    await tab.evaluate(watchWorkers);
    expect(await tab.evaluate(endInMidCall)).toEqual(endedInMidCall);
  });

  test('close, destroy and flush settle although it has gone', async ({ openTab }) => {
    const tab = await openTab();
    await tab.evaluate(watchWorkers);
    expect(await tab.evaluate(endWithoutWorker)).toBe(3);
  });

  test("under a policy of worker-src 'self' it works", async ({ openTab }) => {
    const tab = await openTab('/own-workers');
    const seen = await tab.evaluate(tryPolicy);
    expect(seen).toEqual([1, 'indexeddb', false]);
  });

  test('where a policy bars workers the page does the work', async ({ openTab }) => {
    const tab = await openTab('/no-workers');
    const seen = await tab.evaluate(tryPolicy);
    expect(seen).toEqual([1, 'indexeddb', true]);
  });

  test('a cache in the page and one in a worker hear of each other', async ({ openTab }) => {
    const tab = await openTab();
    expect(await tab.evaluate(hearEachOther)).toEqual([1, 2, 3]);
  });

  test('what is queued as the page goes is there whole or not at all', async ({
    openTab,
    origin,
  }) => {
    const tab = await openTab();
    await tab.evaluate(async () => {
      const { createCache, workerStore } = window.shelflife;
      const cache = createCache({ store: workerStore(), acknowledge: 'queued' });
      await cache.set('opened', true);
      await cache.flush();
      addEventListener('pagehide', () => {
        for (let n = 0; n < 20; n++) void cache.set(`k${n}`, n);
      });
    });
    await tab.goto(`${origin}/own-workers`);
    await isReady(tab);
    const kept = await tab.evaluate(async () => {
      const cache = window.shelflife.createCache();
      return Object.keys(await cache.getMany(Array.from({ length: 20 }, (_, n) => `k${n}`))).length;
    });
    // The worker goes with its page: mostly after the commit, and never in the midst of it.
    expect([0, 20]).toContain(kept);
  });
});
