/** Clocks that jump, tabs that count, pages that sleep. */
import { chromium } from '@playwright/test';
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs';
import { createDrillCache, expect, expectKept, installDrill, test } from '../harness/drill.ts';
import { ready } from '../harness/tabs.ts';
import { clockSeen, counted, mixedWork, setClock, zero } from '../in-page/clocks.ts';

test('the clock set back and forward in mid-run', async ({ openTab }) => {
  const tab = await openTab();
  expect(await tab.evaluate(setClock)).toEqual(clockSeen);
});

test('4 tabs, 2,000 mixed operations each, exact sums', async ({ openDrill }) => {
  test.setTimeout(120_000);
  const tabs = await Promise.all([openDrill(), openDrill(), openDrill(), openDrill()]);
  await tabs[0]!.evaluate(zero);
  const done = await Promise.all(tabs.map((tab, at) => tab.evaluate(mixedWork, at)));
  const total = (of: 'added' | 'won') => done.reduce((sum, one) => sum + one[of], 0);
  expect(total('won'), 'adds won').toBe(250);
  expect(await tabs[3]!.evaluate(counted)).toEqual({ sum: total('added'), swings: 0 });
  await expectKept(tabs[0]!);
});

test('a page with an open cache goes to the back/forward cache, and comes back', async ({
  origin,
}) => {
  const browser = await chromium.launch({
    args: chromiumArgs,
    executablePath: findChromium(),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  const tab = await browser.newPage();
  await tab.addInitScript(installDrill);
  await ready(tab, origin);
  await createDrillCache(tab);
  await tab.evaluate(async () => {
    await window.drill.write(20, 300);
    addEventListener('pageshow', ({ persisted }) => console.log('restored', persisted));
  });
  await tab.goto(`${origin}/frame`);
  const restored = tab.waitForEvent('console');
  // Playwright waits for a load that a restored page does not have.
  tab.goBack().catch(() => {});
  expect((await restored).text()).toBe('restored true');
  await expectKept(tab);
  await browser.close();
});
