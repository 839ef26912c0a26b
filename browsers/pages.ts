/** Pages of Playwright's own, for tests of what only Chromium can be made to do. */
import type { BrowserContext, Page } from '@playwright/test';
import { test as base, expect } from './origin.ts';

export interface PageFixtures {
  /** Opens a tab with the package at `window.shelflife`; what it leaves uncaught fails the test. */
  openTab: (context?: BrowserContext) => Promise<Page>;
}

export const test = base.extend<PageFixtures>({
  openTab: async ({ context, origin }, use) => {
    const uncaught: string[] = [];
    await use(async (own = context) => {
      const page = await own.newPage();
      page.on('pageerror', (error) => uncaught.push(String(error)));
      await ready(page, origin);
      return page;
    });
    expect(uncaught, 'uncaught errors and unhandled rejections').toEqual([]);
  },
});

/** Loads the blank page, with the package in it. */
export async function ready(page: Page, origin: string): Promise<void> {
  await page.goto(origin);
  await expect(page).toHaveTitle('ready');
}

export { expect };
