/** The connection goes while writes are under way. */

import {
  abortWrites,
  callInSilence,
  deleteDatabase,
  openVersion,
  silence,
  throwFromTransaction,
} from './in-page/faults.ts';
import { expect, expectKept, expectRecovery, rejections, test, writeThrough } from './workload.ts';

const COUNT = 500;
const ALWAYS = Number.MAX_SAFE_INTEGER;

test('database deleted from another tab', async ({ openDrill }) => {
  const [tab, other] = [await openDrill(), await openDrill()];
  const report = await writeThrough(tab, COUNT, () => other.evaluate(deleteDatabase));
  expect(rejections(report)).toBe(0);
  const lost = await tab.evaluate(() => window.drill.lost());
  expect(lost, 'wiped by the fault itself').toBeLessThan(report.acknowledged);
  await expectKept(tab, { lost });
});

test('a later version opened by another tab', async ({ openDrill }) => {
  const [tab, other] = [await openDrill(), await openDrill()];
  const report = await writeThrough(tab, COUNT, () => other.evaluate(openVersion, 7));
  expect(rejections(report)).toBe(0);
  await expectKept(tab);
});

test('an object store missing after another tab recreated the database', async ({ openDrill }) => {
  const [tab, other] = [await openDrill(), await openDrill()];
  await tab.evaluate(() => window.drill.write(10, 300));
  await other.evaluate(deleteDatabase);
  await other.evaluate(openVersion, 3);
  await expectKept(tab, { lost: 10 });
});

test.describe('in the page', { tag: '@page' }, () => {
  for (const times of [1, 3])
    test(`transaction() throwing ${times} times in a row`, async ({ openDrill }) => {
      const tab = await openDrill();
      const report = await writeThrough(tab, COUNT, () =>
        tab.evaluate(throwFromTransaction, times),
      );
      expect(rejections(report)).toBe(0);
      await expectKept(tab);
    });

  test('transaction() throwing always, and then no more', async ({ openDrill }) => {
    const tab = await openDrill();
    const report = await writeThrough(tab, COUNT, () => tab.evaluate(throwFromTransaction, ALWAYS));
    expect(rejections(report)).toBeGreaterThan(0);
    const reads = await tab.evaluate(async () => {
      const miss = await window.drill.cache.get('key 0', 'miss');
      const loaded = await window.drill.cache.getOrSet('other', () => 'loaded');
      return [miss, loaded];
    });
    expect(reads).toEqual(['miss', 'loaded']);
    await tab.evaluate(throwFromTransaction, 0);
    await expectRecovery(tab);
    await expectKept(tab);
  });

  test('aborts with a null error', async ({ openDrill }) => {
    const tab = await openDrill();
    const report = await writeThrough(tab, COUNT, () => tab.evaluate(abortWrites, 3));
    expect(rejections(report)).toBe(0);
    await expectKept(tab);
  });

  test('requests that never answer, and then do again', async ({ openDrill, engine }) => {
    const tab = await openDrill({ deadline: 1 });
    await tab.evaluate(() => window.drill.write(50, 300));
    await tab.evaluate(silence);
    const bounds = await tab.evaluate(callInSilence);
    expect(bounds.set.result).toBe('timeout');
    expect(bounds.set.ms).toBeLessThan(engine === 'chromium' ? 2_000 : 2_500);
    expect(bounds.get.result).toBe('miss');
    expect(bounds.open.result).toBe('miss');
    expect(bounds.open.ms, 'the breaker is open: a miss at once').toBeLessThan(100);
    expect(bounds.refused.result).toBe('unavailable');
    expect(bounds.refused.ms).toBeLessThan(100);
    expect(bounds.loaded.result).toBe('loaded');
    await tab.evaluate(() => window.speak());
    await expectRecovery(tab);
    await expectKept(tab);
    expect(await tab.evaluate(() => window.events)).toEqual(['degraded', 'restored']);
  });
});
