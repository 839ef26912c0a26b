/** What one tab writes, the others have: to the exact sum, over reloads, until it expires. */
import { expect, test } from '../browsers/pages.ts';

test('two tabs count on one key to the exact sum', async ({ openTab }) => {
  const tabs = [await openTab(), await openTab()];
  await tabs[0]!.evaluate(async () => {
    await window.shelflife.createCache({ name: 'count' }).set('views', 0, null);
  });
  await Promise.all(
    tabs.map((tab) =>
      tab.evaluate(async () => {
        const cache = window.shelflife.createCache({ name: 'count' });
        for (let n = 0; n < 100; n++) {
          await cache.incr('views');
          await Promise.all([cache.incr('views', 2), cache.decr('views')]);
        }
      }),
    ),
  );
  const counted = await tabs[1]!.evaluate(() =>
    window.shelflife.createCache({ name: 'count' }).get('views'),
  );
  expect(counted).toBe(400);
});

test('of two tabs that add the same keys, each key has exactly one winner', async ({ openTab }) => {
  const tabs = [await openTab(), await openTab()];
  const won = await Promise.all(
    tabs.map((tab) =>
      tab.evaluate(async () => {
        const cache = window.shelflife.createCache({ name: 'add' });
        const adds = Array.from({ length: 200 }, (_, n) => cache.add(`key ${n}`, 'mine'));
        return await Promise.all(adds);
      }),
    ),
  );
  expect(won[0]!.map((mine, at) => Number(mine) + Number(won[1]![at]))).toEqual(Array(200).fill(1));
});

test('entries outlive a reload, and are gone on a visit after their expiry', async ({
  openTab,
}) => {
  const tab = await openTab();
  await tab.evaluate(async () => {
    const cache = window.shelflife.createCache({ name: 'visits' });
    await cache.setMany({ movie: 'The Manjhi', courses: [1, 2, 3, 4] }, 30);
    await cache.set('student', 'Sonam', null);
  });
  await tab.reload();
  await expect(tab).toHaveTitle('ready');
  const read = (skipped: number) =>
    tab.evaluate(async (ms) => {
      const now = () => Date.now() + ms;
      const cache = window.shelflife.createCache({ name: 'visits', now });
      return { ...(await cache.getMany(['movie', 'courses', 'student'])) };
    }, skipped);
  expect(await read(0)).toEqual({ movie: 'The Manjhi', courses: [1, 2, 3, 4], student: 'Sonam' });
  expect(await read(30_000)).toEqual({ student: 'Sonam' });
});

test('a loader in one tab does not write back what another tab has deleted', async ({
  openTab,
}) => {
  const [loading, deleting] = [await openTab(), await openTab()];
  const loaded = loading.evaluate(async () => {
    const cache = window.shelflife.createCache({ name: 'resurrection' });
    const loader = () =>
      new Promise((resolve) => {
        document.title = 'loading';
        document.addEventListener('deleted', () => resolve('stale'));
      });
    const value = await cache.getOrSet('courses', loader);
    return { value, stored: await cache.has('courses') };
  });
  await expect(loading).toHaveTitle('loading');
  await deleting.evaluate(() =>
    window.shelflife.createCache({ name: 'resurrection' }).delete('courses'),
  );
  await loading.evaluate(async () => {
    // The channel's message was sent before the delete was committed: one turn, and it is here.
    await new Promise((resolve) => setTimeout(resolve, 0));
    document.dispatchEvent(new Event('deleted'));
  });
  expect(await loaded).toEqual({ value: 'stale', stored: false });
});

test('expired entries leave the disk in the background', async ({ openTab }) => {
  const tab = await openTab();
  const left = await tab.evaluate(async () => {
    const { createCache, indexedDBStore } = window.shelflife;
    let skipped = 0;
    const now = () => Date.now() + skipped;
    const store = indexedDBStore({ sweepInterval: 0.05 });
    const cache = createCache({ name: 'swept', store, now });
    await cache.setMany({ a: 1, b: 2 }, 10);
    await cache.set('c', 3, null);
    skipped = 20_000;
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('shelflife/2/swept');
      request.onsuccess = () => resolve(request.result);
    });
    const keysOnDisk = () =>
      new Promise<string>((resolve) => {
        const request = db.transaction('entries').objectStore('entries').getAllKeys();
        request.onsuccess = () => resolve(request.result.join());
      });
    for (let tries = 0; tries < 200; tries++) {
      if ((await keysOnDisk()) === ':1:c') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return keysOnDisk();
  });
  expect(left).toBe(':1:c');
});

test('a write in a tab that opens while another tab destroys the cache is kept', async ({
  openTab,
}) => {
  test.setTimeout(120_000);
  const [tab, other] = [await openTab(), await openTab()];
  const lost: number[] = [];
  for (let round = 0; round < 60; round++) {
    const name = `destroyed ${round}`;
    await tab.evaluate((name) => window.shelflife.createCache({ name }).set('old', 1), name);
    const written = other.evaluate(
      async ([name, ms]) => {
        const channel = new BroadcastChannel(`shelflife/2/${name}`);
        const cleared = new Promise((resolve) => channel.addEventListener('message', resolve));
        document.title = name;
        await cleared;
        channel.close();
        // At another moment of the deletion in each round.
        const start = performance.now() + ms;
        while (performance.now() < start);
        await window.shelflife.createCache({ name, memory: false }).set('new', 2, null);
      },
      [name, round % 20] as const,
    );
    await expect(other).toHaveTitle(name);
    await tab.evaluate((name) => window.shelflife.createCache({ name }).destroy(), name);
    await written;
    const read = (name: string) =>
      window.shelflife.createCache({ name, memory: false }).get('new', 'lost');
    if ((await other.evaluate(read, name)) !== 2) lost.push(round);
  }
  expect(lost).toEqual([]);
});
