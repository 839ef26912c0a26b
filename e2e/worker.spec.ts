/** The worker: that it does the work, and what happens where it cannot be had or goes. */
import type { Page } from '@playwright/test';
import { expect, test } from './harness/tabs.ts';

/** Counts the workers that the page starts, and keeps them at hand. */
async function watchWorkers(tab: Page): Promise<void> {
  await tab.evaluate(() => {
    const workers: Worker[] = [];
    const Original = window.Worker;
    window.Worker = class extends Original {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        workers.push(this);
      }
    };
    Object.assign(window, { workers });
  });
}

declare global {
  interface Window {
    workers: Worker[];
  }
}

test('it has the database open, and the page has not', async ({ openTab }) => {
  const tab = await openTab();
  const seen = await tab.evaluate(async () => {
    const opened: string[] = [];
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (name, ...rest) {
      opened.push(name);
      return open.call(this, name, ...rest);
    };
    const { createCache, workerStore } = window.shelflife;
    const cache = createCache({ name: 'enroll_cache', store: workerStore() });
    await cache.set('movie', 'The Manjhi', 30);
    const movie = await cache.get('movie');
    const names = (await indexedDB.databases()).map(({ name }) => name);
    return { opened, movie, names, backend: cache.backend };
  });
  expect(seen).toEqual({
    opened: [],
    movie: 'The Manjhi',
    names: ['shelflife/1/enroll_cache'],
    backend: 'indexeddb',
  });
});

test('caches share it, and the last to close ends it', async ({ openTab }) => {
  const tab = await openTab();
  await watchWorkers(tab);
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

for (const [what, url] of [
  ['a script that is not there', '/missing-worker.js'],
  ['a script that throws', '/throwing-worker.js'],
  ['a worker that never answers', '/silent-worker.js'],
  ['a worker of another deployment', '/foreign-worker.js'],
] as const)
  test(`${what}: tried twice, then the page does the work and says so`, async ({ openTab }) => {
    const tab = await openTab();
    const seen = await tab.evaluate(async (script) => {
      const { createCache, workerStore } = window.shelflife;
      let started = 0;
      const worker = () => {
        started++;
        return new Worker(script, { type: 'module' });
      };
      const cache = createCache({ store: workerStore({ worker }), deadline: 0.3 });
      const degraded: string[] = [];
      cache.addEventListener('degraded', ({ error }) => degraded.push(error.code));
      const calls = [cache.set('a', 1), cache.incr('a'), cache.get('a'), cache.has('b')];
      const answers = await Promise.all(calls);
      return { answers, started, degraded, backend: cache.backend };
    }, url);
    expect(seen).toEqual({
      answers: [undefined, 2, 2, false],
      started: 2,
      degraded: ['unavailable'],
      backend: 'indexeddb',
    });
  });

test('ended in mid-call: writes may be done, reads are answered, and another one is started', async ({
  openTab,
}) => {
  const tab = await openTab();
  await watchWorkers(tab);
  const seen = await tab.evaluate(async () => {
    const { createCache, workerStore } = window.shelflife;
    const cache = createCache({ store: workerStore(), deadline: 0.3, memory: false });
    const degraded: unknown[] = [];
    cache.addEventListener('degraded', (event) => degraded.push(event));
    await cache.set('before', 1);
    const codeOf = (call: Promise<unknown>) =>
      call.then(
        () => 'done',
        (error) => error.code,
      );
    const ended = async () => {
      const reading = cache.get('before');
      await Promise.resolve();
      await Promise.resolve();
      const writing = codeOf(cache.set('during', 2));
      await Promise.resolve();
      await Promise.resolve();
      window.workers.at(-1)!.terminate();
      return [await reading, await writing];
    };
    const first = await ended();
    const after = [await codeOf(cache.set('after', 3)), await cache.get('after')];
    const second = await ended();
    return { first, after, second, started: window.workers.length, degraded: degraded.length };
  });
  expect(seen).toEqual({
    first: [1, 'outcome-unknown'],
    after: ['done', 3],
    second: [1, 'outcome-unknown'],
    started: 2,
    degraded: 1,
  });
});

test('close, destroy and flush settle although it has gone', async ({ openTab }) => {
  const tab = await openTab();
  await watchWorkers(tab);
  const settled = await tab.evaluate(async () => {
    const { createCache, workerStore } = window.shelflife;
    const results: string[] = [];
    for (const end of ['flush', 'close', 'destroy'] as const) {
      const cache = createCache({ name: end, store: workerStore(), deadline: 0.2 });
      await cache.set('k', 1);
      window.workers.at(-1)!.terminate();
      const pending = cache.set('k', 2).catch(() => {});
      results.push(
        await cache[end]().then(
          () => 'resolved',
          (error) => error.code,
        ),
      );
      await pending;
    }
    return results.length;
  });
  expect(settled).toBe(3);
});

test("under a policy of worker-src 'self' it works", async ({ openTab, origin }) => {
  const tab = await openTab();
  await tab.goto(`${origin}/own-workers`);
  await expect(tab).toHaveTitle('ready');
  const seen = await tab.evaluate(async () => {
    const { createCache, workerStore } = window.shelflife;
    const cache = createCache({ store: workerStore() });
    let degraded = false;
    cache.addEventListener('degraded', () => {
      degraded = true;
    });
    await cache.set('k', 1);
    return [await cache.get('k'), cache.backend, degraded];
  });
  expect(seen).toEqual([1, 'indexeddb', false]);
});

test('where a policy bars workers the page does the work', async ({ openTab, origin }) => {
  const tab = await openTab();
  await tab.goto(`${origin}/no-workers`);
  await expect(tab).toHaveTitle('ready');
  const seen = await tab.evaluate(async () => {
    const { createCache, workerStore } = window.shelflife;
    const cache = createCache({ store: workerStore() });
    let degraded = false;
    cache.addEventListener('degraded', () => {
      degraded = true;
    });
    await cache.set('k', 1);
    return [await cache.get('k'), cache.backend, degraded];
  });
  expect(seen).toEqual([1, 'indexeddb', true]);
});

test('a cache in the page and one in a worker hear of each other', async ({ openTab }) => {
  const tab = await openTab();
  const seen = await tab.evaluate(async () => {
    const { createCache, workerStore, indexedDBStore } = window.shelflife;
    const here = createCache({ name: 'shared', store: indexedDBStore() });
    const there = createCache({ name: 'shared', store: workerStore() });
    const until = async (read: () => Promise<unknown>, value: unknown) => {
      while ((await read()) !== value) await new Promise(requestAnimationFrame);
      return value;
    };
    await here.set('k', 1);
    const first = await there.get('k');
    await here.get('k');
    await there.set('k', 2);
    const second = await until(() => here.get('k'), 2);
    await here.set('k', 3);
    return [first, second, await until(() => there.get('k'), 3)];
  });
  expect(seen).toEqual([1, 2, 3]);
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
  await expect(tab).toHaveTitle('ready');
  const kept = await tab.evaluate(async () => {
    const cache = window.shelflife.createCache();
    return Object.keys(await cache.getMany(Array.from({ length: 20 }, (_, n) => `k${n}`))).length;
  });
  // The worker goes with its page: mostly after the commit, and never in the midst of it.
  expect([0, 20]).toContain(kept);
});
