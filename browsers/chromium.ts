/** Chromium, driven by Playwright. */
import { chromium, type Page } from '@playwright/test';
import { chromiumArgs, findChromium } from '../scripts/chromium.mjs';
import type { Browser, Tab } from './tab.ts';

export async function launchChromium(): Promise<Browser> {
  const browser = await chromium.launch({ args: chromiumArgs, executablePath: findChromium() });
  const context = await browser.newContext();
  return {
    openTab: async (url) => openPage(await context.newPage(), url),
    close: () => browser.close(),
  };
}

async function openPage(page: Page, url: string): Promise<Tab> {
  const uncaught: string[] = [];
  page.on('pageerror', (error) => uncaught.push(String(error)));
  await page.goto(url);
  return {
    evaluate: page.evaluate.bind(page) as Tab['evaluate'],
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    back: () => page.evaluate(() => void setTimeout(() => history.back(), 0)),
    bringToFront: () => page.bringToFront(),
    uncaught: async () => uncaught,
    close: () => page.close(),
  };
}
