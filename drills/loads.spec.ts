/** One load of a key at a time over all tabs; what ends in one tab goes on in another. */
import type { CacheOptions } from 'shelflife';
import { expect, type Tab, test } from '../browsers/tabs.ts';
import { mayBeLeft, neverStored } from './agreement.ts';
import { actAtRandom, answers, installAgreement, recordOfActs } from './in-page/agreement.ts';
import {
  installLoads,
  loadOnAndOn,
  removeWhatLoads,
  resurrected,
  stampede,
} from './in-page/loads.ts';

type OpenTab = () => Promise<Tab>;

/** Tabs with caches on one name. Without an answer they wait for longer than any test. */
async function openMany(
  openTab: OpenTab,
  count: number,
  options: CacheOptions = { deadline: 3600 },
): Promise<Tab[]> {
  const tabs: Tab[] = [];
  for (let n = 0; n < count; n++) tabs.push(await openTab());
  for (const tab of tabs) await tab.evaluate(installLoads, options);
  return tabs;
}

async function callsIn(tabs: readonly Tab[]): Promise<number> {
  const calls = await Promise.all(tabs.map((tab) => tab.evaluate(() => window.loads.calls)));
  return calls.reduce((sum, one) => sum + one, 0);
}

test('a stampede of four tabs with fifty callers each runs one loader', async ({ openTab }) => {
  const tabs = await openMany(openTab, 4);
  const answers = await Promise.all(tabs.map((tab) => tab.evaluate(stampede, 50)));
  expect(answers).toEqual(Array(4).fill(['of 1']));
  expect(await callsIn(tabs)).toBe(1);
});

/** Ways for a page to be gone while it loads. */
const ENDS: Readonly<Record<string, (tab: Tab) => Promise<unknown>>> = {
  'its page navigates': (tab) =>
    tab
      .evaluate(() => {
        location.href = '/blank';
      })
      .catch(() => {}),
  'its page is closed': (tab) => tab.close(),
  'its cache is closed': (tab) => tab.evaluate(() => window.loads.cache.close()),
  'its loader fails': (tab) => tab.evaluate(() => window.loads.end(new Error('500'))),
};

for (const [how, end] of Object.entries(ENDS))
  test(`when ${how}, a load goes on in another tab`, async ({ openTab }) => {
    const [loading, waiting] = await openMany(openTab, 2);
    await loading!.evaluate(() => window.loads.start());
    const answer = waiting!.evaluate(() => window.loads.ask());
    await waiting!.evaluate(() => window.loads.cache.has('other'));
    expect(await callsIn([waiting!])).toBe(0);
    await end(loading!);
    expect(await answer).toBe('loaded 1');
  });

test('after a failing load in one of five tabs, the four others load at the same time', async ({
  openTab,
}) => {
  const [first, ...others] = await openMany(openTab, 5);
  await first!.evaluate(() => window.loads.start());
  const running = others.map((tab) => tab.evaluate(() => window.loads.start()));
  for (const tab of others) await tab.evaluate(() => window.loads.cache.has('other'));
  expect(await callsIn(others)).toBe(0);
  const fail = () => window.loads.end(new Error('500'));
  await first!.evaluate(fail);
  await Promise.all(running);
  for (const tab of others) {
    await tab.evaluate(fail);
    await expect.poll(() => tab.evaluate(() => window.loads.answers)).toEqual(['500']);
  }
});

test('all tabs answer the stale value while one renews it', async ({ openTab }) => {
  const tabs = await openMany(openTab, 3);
  const stale = { staleWhileRevalidate: 600 };
  await tabs[0]!.evaluate(
    (stale) => window.loads.cache.set('k', 'old', { timeout: 0.05, ...stale }),
    stale,
  );
  const isLive = () => tabs[0]!.evaluate(() => window.loads.cache.has('k'));
  await expect.poll(isLive).toBe(false);
  await tabs[0]!.evaluate((stale) => window.loads.start(stale), stale);
  for (const tab of tabs)
    expect(await tab.evaluate((stale) => window.loads.ask(stale), stale)).toBe('old');
  expect(await callsIn(tabs)).toBe(1);
  await tabs[0]!.evaluate(() => window.loads.end('new'));
  for (const tab of tabs)
    await expect.poll(() => tab.evaluate(() => window.loads.cache.get('k'))).toBe('new');
});

test('what one tab removes while another loads it stays so, on the disk', async ({
  openTab,
  engine,
}) => {
  const count = engine === 'chromium' ? 1000 : 200;
  const [loading, removing] = await openMany(openTab, 2);
  const removed = removing!.evaluate(removeWhatLoads);
  await expect.poll(() => removing!.evaluate(() => document.title)).toBe('listening');
  await loading!.evaluate(loadOnAndOn, count);
  expect(await removed).toBe(count);
  expect(await removing!.evaluate(resurrected)).toEqual([]);
});

test('a cache with memory and queued writes in each of three tabs agrees with a model', async ({
  openTab,
  engine,
}) => {
  const [rounds, count] = engine === 'chromium' ? [5, 100] : [2, 50];
  const keys = ['a', 'b', 'c', 'd'];
  const tabs = [await openTab(), await openTab(), await openTab()];
  for (const tab of tabs) await tab.evaluate(installAgreement);
  for (let round = 0; round < rounds; round++) {
    const acts = tabs.map((tab, n) =>
      tab.evaluate(actAtRandom, [`${round}.${n}`, keys, count] as const),
    );
    await Promise.all(acts);
    const records = await Promise.all(tabs.map((tab) => tab.evaluate(recordOfActs)));
    const deeds = records.flatMap(({ deeds }) => deeds);
    const seen = new Set(records.flatMap(({ seen }) => seen));
    const { stored } = await tabs[0]!.evaluate(answers, keys);
    for (const value of Object.values(stored)) seen.add(value);
    for (const tab of tabs)
      expect(await tab.evaluate(answers, keys)).toEqual({ stored, answered: stored });
    expect(keys.filter((key) => !mayBeLeft(stored[key], key, deeds))).toEqual([]);
    expect(neverStored(deeds).filter(({ value }) => seen.has(value))).toEqual([]);
  }
});
