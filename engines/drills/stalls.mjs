/** Nothing is broken, but nothing comes: locks, silence, long work. */
import assert from 'node:assert/strict';
import { expectKept, expectRecovery, until } from '../stage.mjs';

export const stalls = {
  'a batch of 100,000 is no stall': async ({ openDrill }) => {
    const tab = await openDrill({ deadline: 1, maxEntries: null });
    const result = await tab.run('setVeryMany');
    assert.deepEqual(result, { failed: [], ends: { 'key 0': 0, 'key 99999': 99_999 } });
    await expectKept(tab);
  },

  'a foreign transaction held for long': async ({ openDrill, closeTab }) => {
    const tab = await openDrill({ deadline: 2 });
    const holder = await openDrill();
    await tab.evaluate(() => window.drill.write(20, 300));
    await tab.evaluate(() => {
      window.degraded = 0;
      window.drill.cache.addEventListener('degraded', () => window.degraded++);
    });
    await holder.run('holdTransaction', 40_000);
    // In a tab in the background timers may come a second late.
    await tab.toFront();
    const report = await tab.evaluate(() => window.drill.write(24, 300, 4));
    assert.deepEqual(report.rejected, { timeout: 24 });
    assert.ok(report.slowest < 3_500, `settled at the deadline, not after ${report.slowest} ms`);
    const { found, ms } = await tab.run('getFifty');
    assert.ok(found === 0 && ms < 3_500, `a read of many settled after ${ms} ms`);
    assert.equal(await tab.evaluate(() => window.degraded), 0, 'contention is not death');
    await closeTab(holder);
    await expectRecovery(tab);
    await expectKept(tab);
  },

  'page: requests that never answer, and then do again': async ({ openDrill }) => {
    const tab = await openDrill({ deadline: 1 });
    await tab.evaluate(() => window.drill.write(50, 300));
    await tab.run('silence');
    const seen = await tab.run('callInSilence');
    const results = Object.values(seen).map(({ result }) => result);
    assert.deepEqual(results, ['timeout', 'miss', 'miss', 'unavailable', 'loaded']);
    assert.ok(seen.set.ms < 2_500, `the write settled after ${seen.set.ms} ms`);
    assert.ok(seen.open.ms < 100, `with the breaker open a read took ${seen.open.ms} ms`);
    assert.ok(seen.refused.ms < 100, `with the breaker open a write took ${seen.refused.ms} ms`);
    await tab.evaluate(() => window.speak());
    await expectRecovery(tab);
    await expectKept(tab);
    assert.deepEqual(await tab.evaluate(() => window.events), ['degraded', 'restored']);
  },

  'a destroyed database is gone once nobody holds it': async ({ openDrill, closeTab }) => {
    const [tab, other] = [await openDrill(), await openDrill()];
    await other.evaluate(() => window.drill.write(10, 300));
    await tab.evaluate(() => window.drill.cache.destroy());
    assert.equal(await other.evaluate(() => window.drill.cache.has('key 1')), false);
    await closeTab(other);
    const count = () => tab.evaluate(async () => (await indexedDB.databases()).length);
    await until(async () => (await count()) === 0, 'the database is deleted', 30_000);
  },
};
