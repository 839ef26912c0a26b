/** Nothing is broken, but nothing comes: a busy machine, long tasks, dialogs. */
import { callAmidLongTasks, setVeryMany, watchDegraded } from '../in-page/faults.ts';
import { expectKept } from '../workload.ts';
import { onBusyMachine } from './load.ts';
import { expect, test } from './pages.ts';

test('a batch of 100,000 is no stall on a machine that others keep busy', async ({ openDrill }) => {
  test.setTimeout(240_000);
  const tab = await openDrill({ deadline: 1, maxEntries: null });
  await tab.evaluate(watchDegraded);
  const result = await onBusyMachine(() => tab.evaluate(setVeryMany));
  expect(result).toEqual({ failed: [], ends: { 'key 0': 0, 'key 99999': 99_999 } });
  expect(await tab.evaluate(() => window.events)).toEqual([]);
  await expectKept(tab);
});

test('consecutive long tasks do not count as a stall', async ({ openDrill }) => {
  const tab = await openDrill({ deadline: 5, memory: false });
  expect(await tab.evaluate(callAmidLongTasks, 2), 'rejected').toEqual([]);
  await expectKept(tab);
});

test('another tab shows an alert() while this one destroys the cache', async ({ openDrill }) => {
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
