/** Tabs with a workload; `expectKept()` checks what a drill promises of it. */
import type { CacheOptions } from 'shelflife';
import { test as base, expect, type Tab } from '../browsers/tabs.ts';
import { installWorkload, type Report } from './in-page/workload.ts';

export interface DrillFixtures {
  /** Opens a tab with a cache named `drill` in `window.drill`. */
  openDrill: (options?: CacheOptions) => Promise<Tab>;
}

export const test = base.extend<DrillFixtures>({
  openDrill: async ({ openTab }, use) => {
    await use(async (options) => {
      const tab = await openTab();
      await startWorkload(tab, options);
      return tab;
    });
  },
});

/** What the checks need of a tab, whoever opened it. */
type Evaluates = Pick<Tab, 'evaluate'>;

/** Gives a tab a workload and its cache, once or again after a reload. */
export async function startWorkload(tab: Evaluates, options?: CacheOptions): Promise<void> {
  await tab.evaluate(installWorkload);
  await createDrillCache(tab, options);
}

export async function createDrillCache(tab: Evaluates, options: CacheOptions = {}): Promise<void> {
  await tab.evaluate((given) => {
    const options = { name: 'drill', deadline: 2, ...given };
    window.drill.cache = window.shelflife.createCache(options);
  }, options);
}

/** Writes `count` keys before `fault` strikes, twice as many after it, and goes on meanwhile. */
export async function writeThrough(
  tab: Evaluates,
  count: number,
  fault: () => Promise<unknown>,
): Promise<Report> {
  const done = tab.evaluate(() => window.drill.write(Infinity, 300));
  const acknowledged = () => tab.evaluate(() => window.drill.report().acknowledged);
  await expect.poll(acknowledged, { timeout: 30_000 }).toBeGreaterThan(count);
  await fault();
  await tab.evaluate((n) => window.drill.stopAfter(n), 2 * count);
  return done;
}

/** All settled; everything acknowledged is readable; the cache works again. */
export async function expectKept(tab: Evaluates, { lost = 0 } = {}): Promise<Report> {
  const report = await tab.evaluate(() => window.drill.report());
  expect(report.unsettled, 'promises that never settled').toBe(0);
  expect(report.acknowledged + rejections(report), 'calls that settled').toBe(report.issued);
  expect(await tab.evaluate(() => window.drill.lost()), 'acknowledged, and lost').toBe(lost);
  expect(await tab.evaluate(() => window.drill.works()), 'works afterwards').toBe(true);
  return report;
}

/** The breaker closes by itself, some time after the fault has gone. */
export async function expectRecovery(tab: Evaluates): Promise<void> {
  const works = () => tab.evaluate(() => window.drill.works().catch(() => false));
  await expect.poll(works, { timeout: 30_000 }).toBe(true);
}

export function rejections(report: Report): number {
  return Object.values(report.rejected).reduce((total, count) => total + count, 0);
}

export { expect, type Tab };
