/** What a drill works with: tabs on an origin of its own, and what it promises of every one of them. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { serve } from './site.mjs';

/** Thrown where an engine has nothing for a drill to try. */
export class NotApplicable extends Error {}

/** Stores, reads, counts and deletes again, some time after the fault has gone. */
const RECOVERY = 30_000;

export async function createStage({ engine, browser, folder, search }) {
  const site = await serve(folder);
  const tabs = new Set();

  const openTab = async (path = `/${search}`) => {
    const tab = await browser.openTab(site.origin + path);
    tab.run = (name, ...args) =>
      tab.evaluate((name, args) => window.inPage[name](...args), name, args);
    tabs.add(tab);
    await until(() => tab.evaluate(() => document.title !== ''), 'the page has loaded');
    return tab;
  };

  return {
    engine: engine.name,
    origin: site.origin,
    search,
    inWorker: search !== '',
    openTab,
    /** A tab with a workload on a cache named `drill`. */
    async openDrill(options = {}) {
      const tab = await openTab();
      await tab.evaluate((options) => window.engine.openDrill(options), options);
      return tab;
    },
    async closeTab(tab) {
      tabs.delete(tab);
      await tab.close();
    },
    notApplicable(why) {
      throw new NotApplicable(why);
    },
    /** Nothing was left uncaught in any page that is open. */
    async expectQuiet() {
      for (const tab of tabs) {
        const uncaught = await tab.evaluate(() => window.engine?.uncaught ?? []);
        assert.deepEqual(uncaught, [], 'uncaught errors and unhandled rejections');
      }
    },
    async close() {
      for (const tab of tabs) await tab.close().catch(() => {});
      site.close();
    },
  };
}

/** Waits until `holds` resolves to what is true; a page that is being loaded is asked again. */
export async function until(holds, what, ms = 10_000) {
  const end = performance.now() + ms;
  for (let last; ; await pause(50)) {
    try {
      if (await holds()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    assert.ok(performance.now() < end, `not within ${ms / 1000} s: ${what} ${last ?? ''}`);
  }
}

/** All settled; everything acknowledged is readable; the cache works again. */
export async function expectKept(tab, { lost = 0 } = {}) {
  const report = await tab.evaluate(() => window.drill.report());
  assert.equal(report.unsettled, 0, 'promises that never settled');
  assert.equal(report.acknowledged + rejections(report), report.issued, 'calls that settled');
  assert.equal(await tab.evaluate(() => window.drill.lost()), lost, 'acknowledged, and lost');
  assert.equal(await tab.evaluate(() => window.drill.works()), true, 'works afterwards');
  return report;
}

/** The breaker closes by itself, some time after the fault has gone. */
export async function expectRecovery(tab) {
  const works = () => tab.evaluate(() => window.drill.works().catch(() => false));
  await until(works, 'the cache works again', RECOVERY);
}

/** Writes `count` keys before `fault` strikes, twice as many after it, and goes on meanwhile. */
export async function writeThrough(tab, count, fault) {
  const done = tab.evaluate(() => window.drill.write(Infinity, 300));
  const acknowledged = () => tab.evaluate(() => window.drill.report().acknowledged);
  await until(async () => (await acknowledged()) > count, `${count} are acknowledged`, 30_000);
  await fault();
  await tab.evaluate((count) => window.drill.stopAfter(count), 2 * count);
  return done;
}

export function rejections(report) {
  return Object.values(report.rejected).reduce((total, count) => total + count, 0);
}
