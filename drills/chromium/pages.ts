/** Playwright's pages with a workload. */
import type { Page } from '@playwright/test';
import type { CacheOptions } from 'shelflife';
import { test as base, expect } from '../../browsers/pages.ts';
import { installWorkload } from '../in-page/workload.ts';
import { createDrillCache } from '../workload.ts';

export interface PageDrillFixtures {
  /** Opens a page with a cache named `drill` in `window.drill`. */
  openDrill: (options?: CacheOptions) => Promise<Page>;
}

export const test = base.extend<PageDrillFixtures>({
  openDrill: async ({ openTab, context }, use) => {
    await context.addInitScript(installWorkload);
    await use(async (options) => {
      const page = await openTab();
      await createDrillCache(page, options);
      return page;
    });
  },
});

export { expect };
