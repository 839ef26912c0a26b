/** Nothing is broken, but nothing comes: locks, dialogs, long work. */
import { expect, expectKept, expectRecovery, test } from '../harness/drill.ts';
import { onBusyMachine } from '../harness/load.ts';
import { callAmidLongTasks, getFifty, holdTransaction, setVeryMany } from '../in-page/faults.ts';

test('a batch of 100,000 is no stall', async ({ openDrill }) => {
  test.setTimeout(120_000);
  const tab = await openDrill({ deadline: 1, maxEntries: null });
  const result = await tab.evaluate(setVeryMany);
  expect(result).toEqual({ failed: [], ends: { 'key 0': 0, 'key 99999': 99_999 } });
  await expectKept(tab);
});

test('a batch of 100,000 is no stall on a machine that others keep busy', async ({ openDrill }) => {
  test.setTimeout(240_000);
  const tab = await openDrill({ deadline: 1, maxEntries: null });
  await tab.evaluate(watchEvents);
  const result = await onBusyMachine(() => tab.evaluate(setVeryMany));
  expect(result).toEqual({ failed: [], ends: { 'key 0': 0, 'key 99999': 99_999 } });
  expect(await tab.evaluate(() => window.events)).toEqual([]);
  await expectKept(tab);
});

test('long tasks one after the other are no stall', async ({ openDrill }) => {
  const tab = await openDrill({ deadline: 5, memory: false });
  expect(await tab.evaluate(callAmidLongTasks, 2), 'rejected').toEqual([]);
  await expectKept(tab);
});

test('a foreign transaction held for long: calls settle in time, and no breaker opens', async ({
  openDrill,
}) => {
  const tab = await openDrill({ deadline: 2 });
  const holder = await openDrill();
  await tab.evaluate(() => window.drill.write(20, 300));
  await tab.evaluate(watchEvents);
  await holder.evaluate(holdTransaction, 20_000);
  const report = await tab.evaluate(() => window.drill.write(24, 300, 4));
  expect(report.rejected).toEqual({ timeout: 24 });
  expect(report.slowest, 'settled at the deadline').toBeLessThan(3_000);
  const many = await tab.evaluate(getFifty);
  expect(many.found).toBe(0);
  expect(many.ms, 'settled at the deadline').toBeLessThan(3_000);
  const events = await tab.evaluate(() => window.events);
  expect(events, 'contention is not death').toEqual([]);
  await holder.close();
  await expectRecovery(tab);
  await expectKept(tab);
});

test('another tab sits in alert() while this one destroys the cache', async ({ openDrill }) => {
  const [tab, talking] = [await openDrill(), await openDrill()];
  await talking.evaluate(() => window.drill.write(10, 300));
  await tab.evaluate(() => window.drill.cache.get('key 1'));
  const dialog = talking.waitForEvent('dialog');
  talking.on('dialog', () => {});
  await talking.evaluate(() => {
    setTimeout(() => alert('hello'), 0);
  });
  const shown = await dialog;
  const result = await tab.evaluate(async () => {
    const started = performance.now();
    const { cache } = window.drill;
    await cache.destroy();
    const left = await cache.has('key 1');
    await cache.set('new', 1, null);
    const read = await cache.get('new');
    return { left, read, inTime: performance.now() - started < 2_000 };
  });
  expect(result).toEqual({ left: false, read: 1, inTime: true });
  await shown.accept();
  expect(await talking.evaluate(() => window.drill.cache.get('new'))).toBe(1);
  expect(await tab.evaluate(() => window.drill.works())).toBe(true);
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

/** Runs in the page: whether the cache degrades from now on. */
function watchEvents(): void {
  window.events = [];
  window.drill.cache.addEventListener('degraded', ({ error }) => window.events.push(error.message));
}
