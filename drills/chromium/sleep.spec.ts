/** Pages that sleep: in the back/forward cache, or frozen, in the middle of their work. */
import type { BrowserContext, Page } from '@playwright/test';
import { expect, ready, test } from '../../browsers/pages.ts';
import { installWorkload } from '../in-page/workload.ts';
import { createDrillCache, expectKept, expectRecovery } from '../workload.ts';
import {
  type FreezableTab,
  goBack,
  withBackForwardCache,
  withFreezableTabs,
  withSleepingMachine,
} from './sleep.ts';

/** How many keys a page has written before it is put to sleep. */
const WRITTEN = 20;

test('a page with an open cache goes to the back/forward cache, and comes back', async ({
  origin,
}) =>
  withBackForwardCache(async (context) => {
    const tab = await openAwake(context, origin);
    await tab.goto(`${origin}/frame`);
    expect(await comeBack(tab)).toBe('restored');
    await expectKept(tab);
  }));

test('a page that leaves with writes under way is whole when one comes back', async ({ origin }) =>
  withBackForwardCache(async (context) => {
    const tab = await openAwake(context, origin);
    await tab.evaluate(() => {
      addEventListener('pagehide', () => void window.drill.write(60, 300, 60));
    });
    await tab.goto(`${origin}/frame`);
    // Chromium does not keep every page whose transactions are under way; one that is kept goes on.
    await comeBack(tab);
    await expect.poll(() => tab.evaluate(() => window.drill.report().unsettled)).toBe(0);
    await expectKept(tab);
    expect(await tab.evaluate(countWritten, WRITTEN), 'written before it left').toBe(WRITTEN);
  }));

test('a page that leaves during thousands of puts makes no tab wait', async ({ origin }) =>
  withBackForwardCache(async (context) => {
    const tab = await openAwake(context, origin);
    const other = await openAwake(context, origin, 'other');
    await tab.evaluate(() => {
      const value = 'x'.repeat(300);
      const entries = Array.from({ length: 4000 }, (_, n) => [`many ${n}`, value] as const);
      const store = () => void window.drill.cache.setMany(entries).catch(() => {});
      addEventListener('pagehide', store);
      store();
    });
    await tab.goto(`${origin}/frame`);
    const report = await other.evaluate(() => window.drill.write(20, 300));
    expect(report.acknowledged).toBe(40);
    await comeBack(tab);
    await expectRecovery(tab);
    await expectKept(other);
  }));

test('a page that leaves with a large write under way works as soon as one comes back', async ({
  origin,
}) =>
  withBackForwardCache(async (context) => {
    const tab = await openAwake(context, origin);
    await tab.evaluate(() => {
      const { cache } = window.drill;
      const entries = Array.from({ length: 2000 }, (_, n) => [`many ${n}`, n] as const);
      addEventListener('beforeunload', () => void cache.setMany(entries));
      addEventListener('pageshow', () => void cache.set('at pageshow', 1));
    });
    await tab.goto(`${origin}/frame`);
    const last = () => tab.evaluate(() => window.drill.cache.get('many 1999'));
    // Chromium does not keep every page whose transactions are under way.
    if ((await comeBack(tab)) === 'restored') await expect.poll(last).toBe(1999);
    await expectKept(tab);
    expect(await tab.evaluate(countWritten, WRITTEN), 'written before it left').toBe(WRITTEN);
  }));

test('when the machine sleeps amid writes, all of them are acknowledged afterwards', async ({
  origin,
}) =>
  withSleepingMachine(async (context, sleep) => {
    const tabs = [
      await openAwake(context, origin, 'one'),
      await openAwake(context, origin, 'other'),
    ];
    for (const tab of tabs)
      await tab.evaluate(() => void window.drill.write(Number.POSITIVE_INFINITY, 300));
    await sleep(7_000);
    for (const tab of tabs) {
      await tab.evaluate(() => window.drill.stopAfter(20));
      const unsettled = () => tab.evaluate(() => window.drill.report().unsettled);
      await expect.poll(unsettled, { timeout: 30_000 }).toBe(0);
      const report = await expectKept(tab);
      expect(report.rejected).toEqual({});
    }
  }));

test('a page that waits for a lock enters the back/forward cache, and makes no tab wait', async ({
  origin,
}) =>
  withBackForwardCache(async (context) => {
    const tab = await openAwake(context, origin);
    const other = await openAwake(context, origin, 'other');
    await other.evaluate(() => {
      const held = new Promise<void>((release) => Object.assign(window, { release }));
      return new Promise<void>((resolve) => {
        navigator.locks.request('mine', () => {
          resolve();
          return held;
        });
      });
    });
    await tab.evaluate(() => {
      const { cache } = window.drill;
      void navigator.locks.request('mine', () => cache.set('under a lock', 1)).catch(() => {});
    });
    await tab.goto(`${origin}/frame`);
    const report = await other.evaluate(() => window.drill.write(20, 300));
    expect(report.acknowledged).toBe(40);
    await other.evaluate(() => (window as unknown as { release(): void }).release());
    await comeBack(tab);
    await expectRecovery(tab);
    await expectKept(tab);
    await expectKept(other);
  }));

test('a tab frozen during a write makes no tab wait longer than the deadline', async ({ origin }) =>
  withFreezableTabs(origin, installWorkload, async (open) => {
    const [frozen, tab] = [await openDrill(open, 'frozen'), await openDrill(open, 'awake')];
    await tab.evaluate(() => window.drill.write(20, 300));
    await frozen.evaluate(() => void window.drill.write(3_000, 300));
    const thaw = await frozen.freeze();
    const report = await tab.evaluate(() => window.drill.write(40, 300));
    expect(report.slowest).toBeLessThan(3_000);
    await thaw();
    const unsettled = () => frozen.evaluate(() => window.drill.report().unsettled);
    await expect.poll(unsettled, { timeout: 30_000 }).toBe(0);
    for (const one of [frozen, tab]) {
      await expectRecovery(one);
      await expectKept(one);
    }
  }));

test('a tab frozen while it holds a transaction makes no tab wait longer than the deadline', async ({
  origin,
}) =>
  withFreezableTabs(origin, installWorkload, async (open) => {
    const [holder, tab] = [await openDrill(open, 'frozen'), await openDrill(open, 'awake')];
    await tab.evaluate(() => window.drill.write(20, 300));
    await holder.evaluate(holdForEver);
    await holder.freeze();
    const report = await tab.evaluate(() => window.drill.write(24, 300, 4));
    expect(report.slowest).toBeLessThan(3_000);
    await holder.close();
    await expectRecovery(tab);
    await expectKept(tab);
  }));

async function openDrill(
  open: () => Promise<FreezableTab>,
  keyPrefix: string,
): Promise<FreezableTab> {
  const tab = await open();
  await createDrillCache(tab, { keyPrefix });
  return tab;
}

async function openAwake(context: BrowserContext, origin: string, keyPrefix = ''): Promise<Page> {
  const tab = await context.newPage();
  await tab.addInitScript(installWorkload);
  await ready(tab, origin);
  await createDrillCache(tab, { keyPrefix });
  await tab.evaluate(async (written) => {
    await window.drill.write(written, 300);
    addEventListener('pageshow', () => console.log('shown again'));
  }, WRITTEN);
  return tab;
}

/** Runs in the page. */
async function countWritten(written: number): Promise<number> {
  const keys = Array.from({ length: written }, (_, n) => `key ${n}`);
  return Object.keys(await window.drill.cache.getMany(keys)).length;
}

/** Goes back to a page, which has its cache then: the one it had, or a new one if it was loaded anew. */
async function comeBack(tab: Page): Promise<'restored' | 'loaded anew'> {
  const shown = tab.waitForEvent('console').then(() => 'restored' as const);
  const loaded = tab.waitForEvent('load').then(() => 'loaded anew' as const);
  goBack(tab);
  const how = await Promise.race([shown, loaded]);
  if (how === 'restored') return how;
  await expect(tab).toHaveTitle('ready');
  await createDrillCache(tab);
  return how;
}

/** Runs in the page: a transaction on the cache's entries that goes on for as long as the page does. */
function holdForEver(): Promise<void> {
  return new Promise((held) => {
    indexedDB.open('shelflife/2/drill').onsuccess = (event) => {
      const db = (event.target as IDBOpenDBRequest).result;
      const store = db.transaction('entries', 'readwrite').objectStore('entries');
      const spin = () => {
        store.get('nothing').onsuccess = spin;
      };
      store.get('nothing').onsuccess = () => {
        spin();
        held();
      };
    };
  });
}
