/** Clocks that jump, and tabs that count. */
import assert from 'node:assert/strict';
import { expectKept } from '../stage.mjs';

export const clocks = {
  'the clock set back and forward in mid-run': async ({ openTab }) => {
    const tab = await openTab();
    const expected = await tab.evaluate(() => window.inPage.clockSeen);
    assert.deepEqual(await tab.run('setClock'), expected);
  },

  '4 tabs, 2,000 mixed operations each, exact sums': async ({ openDrill }) => {
    const tabs = [await openDrill(), await openDrill(), await openDrill(), await openDrill()];
    await tabs[0].run('zero');
    const done = await Promise.all(tabs.map((tab, at) => tab.run('mixedWork', at)));
    const total = (of) => done.reduce((sum, one) => sum + one[of], 0);
    assert.equal(total('won'), 250, 'adds won');
    assert.deepEqual(await tabs[3].run('counted'), { sum: total('added'), swings: 0 });
    await expectKept(tabs[0]);
  },
};
