/** A subscriber in one tab is told what another tab does, and what it reads then is never what was before. */
import { type Engine, expect, type Tab, test } from '../browsers/tabs.ts';
import {
  CHANGES,
  change,
  installSubscriber,
  isUpToDate,
  outdated,
  shuffle,
  watchKeys,
} from './in-page/subscriptions.ts';

const OPERATIONS: Readonly<Record<Engine, number>> = { chromium: 330, firefox: 150, webkit: 100 };

/** Opens tabs that have their cache, and a subscriber of `k`. */
async function openMany(openTab: () => Promise<Tab>, count: number): Promise<Tab[]> {
  const tabs: Tab[] = [];
  for (let n = 0; n < count; n++) {
    const tab = await openTab();
    await tab.evaluate(installSubscriber, 300);
    tabs.push(tab);
  }
  return tabs;
}

test('it is notified of each change, and reads what is stored', async ({ openTab }) => {
  const [reader, writer] = await openMany(openTab, 2);
  await writer!.evaluate(change, 'set');
  for (const how of CHANGES) {
    await expect.poll(() => reader!.evaluate(isUpToDate), { message: how }).toBe(true);
    await reader!.evaluate(() => {
      window.told.length = 0;
    });
    await writer!.evaluate(change, how);
    await expect.poll(() => reader!.evaluate(isUpToDate), { message: how }).toBe(true);
    if (how === 'move' || how === 'delete' || how === 'clear')
      await writer!.evaluate(change, 'set');
  }
});

test('it is told when its entry expires', async ({ openTab }) => {
  const [reader, writer] = await openMany(openTab, 2);
  await writer!.evaluate(() => window.subscribed.set('k', 1, 2));
  const lastRead = () => reader!.evaluate(() => window.read.at(-1));
  await expect.poll(lastRead).toBe(1);
  await expect.poll(lastRead).toBe(null);
});

test('a tab that only subscribes opens no database', { tag: '@page' }, async ({ openTab }) => {
  const [reader] = await openMany(openTab, 1);
  const names = () =>
    reader!.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect((await names()).filter((name) => name?.endsWith('/subscribed'))).toEqual([]);
  const [writer] = await openMany(openTab, 1);
  await writer!.evaluate(() => window.subscribed.set('k', 7));
  await expect.poll(() => reader!.evaluate(() => window.read.at(-1))).toBe(7);
});

test('after random operations in three tabs all subscribers have read what is stored', async ({
  openTab,
  engine,
}) => {
  const tabs = await openMany(openTab, 3);
  for (const tab of tabs) await tab.evaluate(watchKeys);
  await Promise.all(
    tabs.map((tab, at) => tab.evaluate(shuffle, [at + 1, OPERATIONS[engine]] as [number, number])),
  );
  for (const tab of tabs) await expect.poll(() => tab.evaluate(outdated)).toEqual([]);
});

test('a cache that was closed wakes nobody, and tells again once it is used', async ({
  openTab,
}) => {
  const [reader, writer] = await openMany(openTab, 2);
  await reader!.evaluate(() => window.subscribed.get('k'));
  await reader!.evaluate(() => window.subscribed.close());
  await writer!.evaluate(() => window.subscribed.set('k', 5));
  expect(await reader!.evaluate(() => window.told.length)).toBe(0);
  await reader!.evaluate(() => window.subscribed.get('other'));
  await expect.poll(() => reader!.evaluate(() => window.read.at(-1))).toBe(5);
});
