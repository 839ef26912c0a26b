/** The connection goes while writes are under way. */
import assert from 'node:assert/strict';
import { expectKept, expectRecovery, rejections, writeThrough } from '../stage.mjs';

const COUNT = 500;

export const connection = {
  'database deleted from another tab': async ({ openDrill }) => {
    const [tab, other] = [await openDrill(), await openDrill()];
    const report = await writeThrough(tab, COUNT, () => other.run('deleteDatabase'));
    assert.equal(rejections(report), 0, JSON.stringify(report.rejected));
    const lost = await tab.evaluate(() => window.drill.lost());
    assert.ok(lost < report.acknowledged, 'only what was there is wiped');
    await expectKept(tab, { lost });
  },

  'a later version opened by another tab': async ({ openDrill }) => {
    const [tab, other] = [await openDrill(), await openDrill()];
    const report = await writeThrough(tab, COUNT, () => other.run('openVersion', 7));
    assert.equal(rejections(report), 0, JSON.stringify(report.rejected));
    await expectKept(tab);
  },

  'an object store missing after another tab recreated the database': async ({ openDrill }) => {
    const [tab, other] = [await openDrill(), await openDrill()];
    await tab.evaluate(() => window.drill.write(10, 300));
    await other.run('deleteDatabase');
    await other.run('openVersion', 3);
    await expectKept(tab, { lost: 10 });
  },

  'page: transaction() throwing once': (stage) => outlived(stage, 'throwFromTransaction', 1),
  'page: transaction() throwing 3 times in a row': (stage) =>
    outlived(stage, 'throwFromTransaction', 3),
  'page: aborts with a null error': (stage) => outlived(stage, 'abortWrites', 3),

  'page: transaction() throwing always, and then no more': async ({ openDrill }) => {
    const tab = await openDrill();
    const report = await writeThrough(tab, COUNT, () => tab.run('throwFromTransaction', 1e9));
    assert.ok(rejections(report) > 0);
    const reads = await tab.evaluate(async () => {
      const { cache } = window.drill;
      return [await cache.get('key 0', 'miss'), await cache.getOrSet('other', () => 'loaded')];
    });
    assert.deepEqual(reads, ['miss', 'loaded']);
    await tab.run('throwFromTransaction', 0);
    await expectRecovery(tab);
    await expectKept(tab);
  },
};

/** Nothing of the fault is seen. */
async function outlived({ openDrill }, fault, times) {
  const tab = await openDrill();
  const report = await writeThrough(tab, COUNT, () => tab.run(fault, times));
  assert.equal(rejections(report), 0, JSON.stringify(report.rejected));
  await expectKept(tab);
}
