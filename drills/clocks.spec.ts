/** Clocks that jump, tabs that count. */

import {
  clockSeen,
  counted,
  countKeys,
  mixedWork,
  setClock,
  writeMany,
  zero,
} from './in-page/clocks.ts';
import { expect, expectKept, test } from './workload.ts';

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

test('4 tabs that pass maxEntries together keep what they have just written', async ({
  openDrill,
}) => {
  test.setTimeout(120_000);
  const tabs = await Promise.all(Array.from({ length: 4 }, () => openDrill({ deadline: 10 })));
  await tabs[0]!.evaluate(writeMany, { prefix: 'old', count: 9_900 });
  await Promise.all(
    tabs.map((tab, at) => tab.evaluate(writeMany, { prefix: `tab ${at}`, count: 1_000 })),
  );
  const count = () => tabs[0]!.evaluate(countKeys, '');
  await expect.poll(count, { timeout: 30_000 }).toBeLessThanOrEqual(10_000);
  expect(await tabs[0]!.evaluate(countKeys, 'tab')).toBe(4_000);
  expect(await count()).toBeGreaterThan(6_000);
});
