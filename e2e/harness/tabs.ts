/** Tabs on an origin of the test's own, with the package at `window.shelflife`. */
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import type * as Shelflife from 'shelflife';
import type { workerStore } from 'shelflife/worker';
import { HARNESS_PORT } from './ports.ts';

declare global {
  interface Window {
    shelflife: typeof Shelflife & { workerStore: typeof workerStore };
  }
}

export interface Fixtures {
  /** Whether caches do their work in a worker. */
  inWorker: boolean;
  /** An origin that no other test uses. */
  origin: string;
  /** Opens a tab; what it leaves uncaught fails the test. */
  openTab: (context?: BrowserContext) => Promise<Page>;
}

let origins = 0;

export const test = base.extend<Fixtures>({
  inWorker: [false, { option: true }],

  origin: async ({ inWorker }, use) => {
    const place = inWorker ? 'w' : 't';
    await use(`http://${place}${process.pid}-${++origins}.localhost:${HARNESS_PORT}`);
  },

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
