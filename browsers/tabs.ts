/** Tabs of the engine under test, for tests that run in every engine. */
import { launchChromium } from './chromium.ts';
import { launchFirefox } from './firefox.ts';
import { test as base, expect } from './origin.ts';
import type { Browser, Launch, Tab } from './tab.ts';
import { launchWebKit } from './webkit.ts';

export type Engine = 'chromium' | 'firefox' | 'webkit';

const LAUNCH: Readonly<Record<Engine, Launch>> = {
  chromium: launchChromium,
  firefox: launchFirefox,
  webkit: launchWebKit,
};

export interface TabFixtures {
  /** Opens a tab with the package at `window.shelflife`; what it leaves uncaught fails the test. */
  openTab: (path?: string) => Promise<Tab>;
}

export interface EngineFixtures {
  engine: Engine;
  /** The engine's browser, shared by the tests of a run. */
  launched: Browser;
}

export const test = base.extend<TabFixtures, EngineFixtures>({
  engine: ['chromium', { option: true, scope: 'worker' }],

  launched: [
    async ({ engine }, use) => {
      const browser = await LAUNCH[engine]();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  openTab: async ({ launched, origin }, use) => {
    const tabs: Tab[] = [];
    await use(async (path = '/') => {
      const tab = await launched.openTab(origin + path);
      tabs.push(tab);
      await isReady(tab);
      return tab;
    });
    const uncaught = await Promise.all(tabs.map(leftUncaught));
    for (const tab of tabs) await tab.close().catch(() => {});
    expect(uncaught.flat(), 'uncaught errors and unhandled rejections').toEqual([]);
  },
});

/** Waits until a page has loaded the package. */
export async function isReady(tab: Tab): Promise<void> {
  await expect.poll(() => tab.evaluate(() => document.title).catch(String)).toBe('ready');
}

/** Nothing in a tab that was closed. Some engines report at the page too what its worker's script throws. */
async function leftUncaught(tab: Tab): Promise<string[]> {
  const uncaught = await tab.uncaught().catch(() => []);
  return (uncaught ?? []).filter((message) => !message.includes('at import'));
}

export { expect, type Tab };
