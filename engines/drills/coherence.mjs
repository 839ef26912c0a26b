/** What one tab writes comes to be read in the others, and once it has been, nothing older again. */
import assert from 'node:assert/strict';
import { until } from '../stage.mjs';

/** Ms within which the news of a write comes. */
const SOON = 500;

export const coherence = {
  'a reader never sees the count of another tab go down': async ({ openTab }) => {
    const [writer, reader] = [await equip(await openTab()), await equip(await openTab())];
    const last = 600;
    const reading = reader.run('readUpTo', last);
    await writer.run('writeUpTo', last);
    const { older, different } = await reading;
    assert.deepEqual(older, []);
    assert.ok(different > 10, `${different} values seen`);
  },

  'in tabs that all count and read, nobody sees the count go down': async ({ openTab }) => {
    const tabs = [await equip(await openTab()), await equip(await openTab())];
    await tabs[0].evaluate(() => window.cache.set('k', 0));
    const older = await Promise.all(tabs.map((tab) => tab.run('countAndRead', 200)));
    assert.deepEqual(older, [[], []]);
    for (const tab of tabs) assert.deepEqual(await tab.run('compareWithDisk'), same(400));
  },

  'a write that was acknowledged is soon read in another tab': async ({ openTab }) => {
    const [writer, reader] = [await equip(await openTab()), await equip(await openTab())];
    for (let n = 1; n <= 100; n++) {
      await reader.evaluate(() => window.cache.get('k'));
      await writer.evaluate((n) => window.cache.set('k', n), n);
      const isRead = () => reader.evaluate(async (n) => (await window.cache.get('k')) === n, n);
      await until(isRead, `${n} is read`, SOON);
    }
  },

  'deletes, clears and moves in one tab are seen in the other': async ({ openTab }) => {
    const [tab, other] = [await equip(await openTab()), await equip(await openTab())];
    const taken = await tab.evaluate(() => window.inPage.TAKEN);
    for (const [how, left] of Object.entries(taken)) {
      await tab.run('holdBoth');
      await other.run('keysHeld');
      await tab.run('takeAway', how);
      assert.deepEqual(await other.run('keysHeld'), left, how);
    }
  },

  'a page back from the back/forward cache answers nothing from before': async (stage) => {
    const { openTab, origin, inWorker, notApplicable } = stage;
    const [tab, other] = [await equip(await openTab()), await equip(await openTab())];
    await tab.evaluate(async () => {
      await window.cache.set('k', 1);
      await window.cache.get('k');
      addEventListener('pageshow', async ({ persisted }) => {
        window.restored = [persisted, await window.cache.get('k')];
      });
    });
    await tab.goto(`${origin}/blank`);
    await other.evaluate(() => window.cache.set('k', 2));
    await backTo(tab);
    if (!(await tab.evaluate(() => 'cache' in window))) {
      const bare = await openTab();
      if (inWorker) await bare.evaluate(holdLockInWorker);
      if (!(await comesBack(stage, bare)))
        notApplicable(`the engine keeps no page${inWorker ? ' whose worker holds a lock' : ''}`);
      assert.fail('a page with a cache is not kept, one without is');
    }
    await until(() => tab.evaluate(() => !!window.restored), 'pageshow was told');
    assert.deepEqual(await tab.evaluate(() => window.restored), [true, 2]);
    await other.evaluate(() => window.cache.set('k', 3));
    assert.deepEqual(await tab.run('compareWithDisk'), same(3));
  },
};

/** Whether a page is as it was after a visit to another one. */
async function comesBack({ origin }, tab) {
  await tab.evaluate(() => {
    window.mark = true;
  });
  await tab.goto(`${origin}/blank`);
  await backTo(tab);
  return tab.evaluate(() => !!window.mark);
}

async function backTo(tab) {
  await tab.back();
  const isBack = () => tab.evaluate(() => location.pathname === '/' && !!window.engine);
  await until(isBack, 'the page is back');
}

/** In the page. */
function holdLockInWorker() {
  const script = `navigator.locks.request('held', { mode: 'shared' }, () => {
    postMessage('held');
    return new Promise(() => {});
  });`;
  const worker = new Worker(URL.createObjectURL(new Blob([script])));
  window.worker = worker;
  return new Promise((resolve) => {
    worker.onmessage = () => resolve();
  });
}

/** Gives a tab its caches, and brings `k` into its tier. */
async function equip(tab) {
  await tab.run('installCaches');
  return tab;
}

/** What is on the disk is what the tab answers. */
function same(value) {
  return { stored: value, answered: value };
}
