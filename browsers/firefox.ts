/** Firefox, driven by Puppeteer over WebDriver BiDi, headless. */
import puppeteer, { type Page } from 'puppeteer-core';
import { callInPage } from './call.ts';
import { findFirefox } from './installed.mjs';
import type { Browser, Tab } from './tab.ts';

/** Ms that one call in a page may take. */
const LONGEST_CALL = 300_000;

export async function launchFirefox(): Promise<Browser> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    headless: true,
    protocolTimeout: LONGEST_CALL,
  });
  return {
    openTab: async (url) => openPage(await browser.newPage(), url),
    close: () => browser.close(),
  };
}

async function openPage(page: Page, url: string): Promise<Tab> {
  await page.goto(url);
  const evaluate = async (body: unknown, arg: unknown) =>
    JSON.parse(String(await page.evaluate(callInPage(body, arg)))).value;
  return {
    evaluate: evaluate as Tab['evaluate'],
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    back: async () => void (await page.evaluate('void setTimeout(() => history.back(), 0)')),
    bringToFront: () => page.bringToFront(),
    uncaught: async () => JSON.parse(String(await page.evaluate('JSON.stringify(uncaught)'))),
    close: () => page.close(),
  };
}
