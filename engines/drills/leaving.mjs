/** Pages that leave: what they had accepted, and what the others see. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { expectKept, until } from '../stage.mjs';

const ROUNDS = 6;
const COUNT = 100;

/** How a page accepts writes and leaves. */
const WAYS = {
  'set right before the page leaves': async (count) => {
    for (let n = 0; n < count; n++) await window.queued.set(`k${n}`, n);
    location.href = '/blank';
  },
  'set at pagehide': (count) => {
    addEventListener('pagehide', () => {
      for (let n = 0; n < count; n++) void window.queued.set(`k${n}`, n);
    });
    location.href = '/blank';
  },
};

const drills = Object.entries(WAYS).map(([what, leave]) => [
  `queued writes ${what} are there afterwards`,
  async (stage) => {
    const stays = await stage.openTab();
    const found = [];
    for (let round = 0; round < ROUNDS; round++) found.push(await leaveOnce(stage, stays, leave));
    const isWhole = found.every((count) => count === 0 || count === COUNT);
    assert.ok(isWhole, `whole or not at all, of ${COUNT}: ${found}`);
    // In a worker they go with their page: whole, or not at all.
    if (stage.inWorker) return;
    const kept = found.filter((count) => count === COUNT).length;
    if (kept < ROUNDS - 1 && !(await keepsBareWrites(stage, stays)))
      stage.notApplicable(
        `the engine stores nothing at pagehide; kept in ${kept} of ${ROUNDS} rounds`,
      );
    assert.ok(kept >= ROUNDS - 1, `kept in ${kept} of ${ROUNDS} rounds`);
  },
]);

export const leaving = {
  ...Object.fromEntries(drills),

  'acknowledged writes outlive a reload in mid-write': async ({ openDrill }) => {
    const tab = await openDrill();
    await tab.evaluate(() => {
      void window.drill.write(3000, 300);
    });
    await until(() => tab.evaluate(() => window.drill.report().acknowledged > 200), 'writes go on');
    const before = await tab.evaluate(() => window.drill.report().acknowledged);
    await tab.reload();
    const isFresh = () => tab.evaluate(() => !!window.engine && !window.drill);
    await until(isFresh, 'the page is loaded again');
    const there = await tab.evaluate(async () => {
      window.engine.openDrill();
      const keys = Array.from({ length: 3000 }, (_, n) => `key ${n}`);
      return Object.keys(await window.drill.cache.getMany(keys)).length;
    });
    assert.ok(there >= before, `${there} of ${before} acknowledged are there`);
    await expectKept(tab);
  },

  'a page that is closed in the midst of a write leaves no other tab stale': async (stage) => {
    const reader = await stage.openTab();
    await reader.evaluate(() => {
      window.cache = window.shelflife.createCache({ name: 'closing', timeout: null });
      window.truth = window.shelflife.createCache({ name: 'closing', memory: false });
    });
    for (let round = 1; round <= ROUNDS; round++) {
      const page = await stage.openTab();
      await reader.evaluate(() => window.cache.get('k'));
      await page.evaluate((round) => {
        const cache = window.shelflife.createCache({ name: 'closing', timeout: null });
        void cache.set('k', round);
      }, round);
      await stage.closeTab(page);
      const agree = () =>
        reader.evaluate(
          async () => (await window.truth.get('k', 0)) === (await window.cache.get('k', 0)),
        );
      await until(agree, 'memory and disk agree', 3000);
    }
  },
};

/** How many of its writes are there after one page has left. */
async function leaveOnce({ openTab, closeTab }, stays, leave) {
  // A page that WebKit has put aside in mid-transaction holds the others up for a while.
  const isEmpty = () =>
    stays.evaluate(() =>
      window.shelflife
        .createCache({ name: 'queued', deadline: 1 })
        .clear()
        .then(() => true),
    );
  await until(isEmpty, 'the cache is empty', 30_000);
  const tab = await openTab();
  await tab.evaluate(async () => {
    const queued = { name: 'queued', acknowledge: 'queued', timeout: null };
    window.queued = window.shelflife.createCache(queued);
    await window.queued.get('k');
    // Nothing is committed by time alone.
    window.setTimeout = () => 0;
  });
  // The page may be gone before it answers.
  await tab.evaluate(leave, COUNT).catch(() => {});
  await until(() => tab.evaluate(() => location.pathname === '/blank'), 'the page has left');
  let found = 0;
  const end = performance.now() + 1000;
  while (found < COUNT && performance.now() < end) {
    await pause(100);
    found = await stays.evaluate(async (count) => {
      const cache = window.shelflife.createCache({ name: 'queued', memory: false, deadline: 1 });
      const keys = Array.from({ length: count }, (_, n) => `k${n}`);
      return Object.keys(await cache.getMany(keys)).length;
    }, COUNT);
  }
  await closeTab(tab);
  return found;
}

/** Whether what bare IndexedDB is given at `pagehide`, and told to commit, is there afterwards. */
async function keepsBareWrites({ openTab, closeTab }, stays) {
  const tab = await openTab();
  await tab.evaluate(putWhenLeaving).catch(() => {});
  await until(() => tab.evaluate(() => location.pathname === '/blank'), 'the page has left');
  await pause(1000);
  await closeTab(tab);
  return stays.evaluate(isPut);
}

/** In the page. */
function putWhenLeaving() {
  const request = indexedDB.open('bare', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('entries');
  request.onsuccess = () => {
    addEventListener('pagehide', () => {
      const tx = request.result.transaction('entries', 'readwrite');
      tx.objectStore('entries').put('value', 'key');
      tx.commit();
    });
    location.href = '/blank';
  };
}

/** In the page. */
function isPut() {
  return new Promise((resolve) => {
    const request = indexedDB.open('bare', 1);
    request.onsuccess = () => {
      const get = request.result.transaction('entries').objectStore('entries').get('key');
      get.onsuccess = () => resolve(get.result === 'value');
    };
  });
}
