/** Tabs with a workload; what a drill promises of it is checked by `expectKept()`. */
import type { Page } from '@playwright/test';
import type { CacheOptions } from 'shelflife';
import { installDrill, type Report } from '../in-page/workload.ts';
import type { Tab } from './sleep.ts';
import { test as base, expect } from './tabs.ts';

export interface DrillFixtures {
  /** Opens a tab with a cache named `drill` in `window.drill`. */
  openDrill: (options?: CacheOptions) => Promise<Page>;
}

export const test = base.extend<DrillFixtures>({
  openDrill: async ({ openTab, context }, use) => {
    await context.addInitScript(installDrill);
    await use(async (options = {}) => {
      const tab = await openTab();
      await createDrillCache(tab, options);
      return tab;
    });
  },
});

/** (Re)creates the cache in a tab that was reloaded. */
export async function createDrillCache(tab: Tab, options: CacheOptions = {}): Promise<void> {
  await tab.evaluate((given) => {
    const options = { name: 'drill', deadline: 2, ...given };
    window.drill.cache = window.shelflife.createCache(options);
  }, options);
}

/** All settled; everything acknowledged is readable; the cache works again. */
export async function expectKept(tab: Tab, { lost = 0 } = {}): Promise<Report> {
  const report = await tab.evaluate(() => window.drill.report());
  expect(report.unsettled, 'promises that never settled').toBe(0);
  expect(report.acknowledged + rejections(report), 'calls that settled').toBe(report.issued);
  expect(await tab.evaluate(() => window.drill.lost()), 'acknowledged, and lost').toBe(lost);
  expect(await tab.evaluate(() => window.drill.works()), 'works afterwards').toBe(true);
  return report;
}

/** The breaker closes by itself, some time after the fault has gone. */
export async function expectRecovery(tab: Tab): Promise<void> {
  const works = () => tab.evaluate(() => window.drill.works().catch(() => false));
  await expect.poll(works, { timeout: 30_000 }).toBe(true);
}

export function rejections(report: Report): number {
  return Object.values(report.rejected).reduce((total, count) => total + count, 0);
}

export { expect, installDrill };
