/** A page that works for long keeps nothing it has no use for: no memory, no listeners, no connections. */
import type { Page } from '@playwright/test';
import { expect, test } from '../browsers/pages.ts';
import { watch } from './endurance/counters.ts';
import { watchOpen } from './endurance/watch.ts';
import { installWork } from './endurance/work.ts';

/** Bytes by which the heap may differ: one more word for each of 40,000 calls would be 320 kB. */
const LEVEL = 150_000;

const PLACES = { 'in this thread': false, 'in a worker': true };

for (const [where, inWorker] of Object.entries(PLACES)) {
  test(`100,000 mixed calls, with the work ${where}, leave heap and counters level`, async ({
    openTab,
    context,
  }) => {
    await context.addInitScript(watchOpen);
    const tab = await openTab();
    const countersOf = await watch(tab);
    await tab.evaluate(installWork, inWorker);
    const work = async (calls: number) => {
      expect(await tab.evaluate((calls) => window.work(calls), calls)).toBe(0);
      const open = await tab.evaluate(() => window.leftOpen());
      return { ...(await countersOf()), ...open };
    };
    // Warm: caches are full, code is compiled.
    await work(20_000);
    const { heap: heapBefore, timers: _, ...before } = await work(40_000);
    const { heap, timers, ...after } = await work(40_000);

    expect(heap - heapBefore).toBeLessThan(LEVEL);
    expect(after).toEqual(before);
    expect(timers).toBeLessThan(10);
    const answer = await tab.evaluate(async () => {
      await window.endured.set('k', 1);
      return window.endured.get('k');
    });
    expect(answer).toBe(1);
  });

  test(`200 caches created, used and closed, with the work ${where}, leave nothing open`, async ({
    openTab,
    context,
  }) => {
    await context.addInitScript(watchOpen);
    const tab = await openTab();
    const other = await openTab();
    const countersOf = await watch(tab);
    const cycles = async (count: number) => ({
      open: await tab.evaluate(createAndClose, { count, inWorker }),
      ...(await countersOf()),
    });
    // Warm: what all caches of a page share is there, and code is compiled.
    await cycles(200);
    const before = await cycles(200);
    const after = await cycles(200);

    const nothing = { channels: 0, workers: 0, connections: 0, locks: 0 };
    const { listeners } = before.open;
    expect(after.open).toEqual({ ...nothing, listeners, timers: expect.any(Number) });
    expect(tab.workers()).toEqual([]);
    expect(after.listeners).toBe(before.listeners);
    expect(after.documents).toBe(before.documents);
    expect(after.heap - before.heap).toBeLessThan(LEVEL);
    expect(await deleteAll(other), 'databases still held').toEqual([]);
    // One looks after all deadlines; those for deletions run out by themselves.
    const timers = () => tab.evaluate(async () => (await window.leftOpen()).timers);
    await expect.poll(timers, { timeout: 10_000 }).toBeLessThanOrEqual(1);
  });
}

/** Runs in the page. */
async function createAndClose({ count, inWorker }: { count: number; inWorker: boolean }) {
  const { createCache, indexedDBStore, workerStore } = window.shelflife;
  for (let n = 0; n < count; n++) {
    const store = inWorker ? workerStore() : indexedDBStore();
    const acknowledge = n % 2 === 0 ? 'committed' : 'queued';
    const cache = createCache({ name: `cycle ${n % 5}`, store, acknowledge });
    await Promise.all([cache.set('k', n), cache.get('k'), cache.getOrSet('l', () => n)]);
    if (n % 10 === 9) await cache.destroy();
    else await cache.close();
  }
  return window.leftOpen();
}

/** Deletes the page's databases from another one; resolves to those that somebody still held. */
function deleteAll(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const held: string[] = [];
    for (const { name } of await indexedDB.databases())
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name!);
        request.onblocked = () => held.push(name!);
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error);
      });
    return held;
  });
}

test('a cache that works on and is never closed adds no timers and no listeners', async ({
  openTab,
  context,
}) => {
  await context.addInitScript(watchOpen);
  const tab = await openTab();
  const [first, second] = await tab.evaluate(async () => {
    const cache = window.shelflife.createCache({ name: 'long', acknowledge: 'queued' });
    const round = async () => {
      for (let n = 0; n < 300; n++) {
        await Promise.all([
          cache.set(`k${n}`, n),
          cache.get(`k${n - 1}`),
          cache.incr('n').catch(() => {}),
        ]);
        if (n % 100 === 0) await cache.flush();
      }
      return window.leftOpen();
    };
    return [await round(), await round()] as const;
  });
  expect(second.timers).toBeLessThan(10);
  expect({ ...second, timers: 0 }).toEqual({ ...first, timers: 0 });
});
