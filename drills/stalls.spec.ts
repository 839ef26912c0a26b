/** Nothing is broken, but nothing comes: locks and long work. */
import { getFifty, holdTransaction, setVeryMany, watchDegraded } from './in-page/faults.ts';
import { expect, expectKept, expectRecovery, test } from './workload.ts';

/** Ms in which a call with a deadline of 2 s settles; Firefox and WebKit are slower here. */
const IN_TIME = { chromium: 3_000, firefox: 3_500, webkit: 3_500 };

test('a batch of 100,000 is no stall', { tag: '@long' }, async ({ openDrill }) => {
  test.setTimeout(120_000);
  const tab = await openDrill({ deadline: 1, maxEntries: null });
  const result = await tab.evaluate(setVeryMany);
  expect(result).toEqual({ failed: [], ends: { 'key 0': 0, 'key 99999': 99_999 } });
  await expectKept(tab);
});

test('a foreign transaction held for long: calls settle in time, and no breaker opens', {
  tag: '@long',
}, async ({ openDrill, engine }) => {
  const inTime = IN_TIME[engine];
  const tab = await openDrill({ deadline: 2 });
  const holder = await openDrill();
  await tab.evaluate(() => window.drill.write(20, 300));
  await tab.evaluate(watchDegraded);
  await holder.evaluate(holdTransaction, 40_000);
  // In a tab in the background timers may come a second late.
  await tab.bringToFront();
  const report = await tab.evaluate(() => window.drill.write(24, 300, 4));
  expect(report.rejected).toEqual({ timeout: 24 });
  expect(report.slowest, 'settled at the deadline').toBeLessThan(inTime);
  const many = await tab.evaluate(getFifty);
  expect(many.found).toBe(0);
  expect(many.ms, 'settled at the deadline').toBeLessThan(inTime);
  const events = await tab.evaluate(() => window.events);
  expect(events, 'contention is not death').toEqual([]);
  await holder.close();
  await expectRecovery(tab);
  await expectKept(tab);
});

test('a destroyed database is gone from the disk once nobody holds it', async ({ openDrill }) => {
  const [tab, other] = [await openDrill(), await openDrill()];
  await other.evaluate(() => window.drill.write(10, 300));
  await tab.evaluate(() => window.drill.cache.destroy());
  expect(await other.evaluate(() => window.drill.cache.has('key 1'))).toBe(false);
  await other.close();
  const names = () =>
    tab.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  await expect.poll(names, { timeout: 30_000 }).toEqual([]);
});
