/** The user clears the site's storage. */
import { expectKept, rejections, writeThrough } from '../workload.ts';
import { expect, test } from './pages.ts';

test('storage cleared while open', async ({ openDrill, origin, context }) => {
  const tab = await openDrill();
  const cdp = await context.newCDPSession(tab);
  const report = await writeThrough(tab, 500, () =>
    cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' }),
  );
  // What was stored before was wiped; what comes after is kept.
  expect(rejections(report)).toBeLessThan(50);
  const lost = await tab.evaluate(() => window.drill.lost());
  expect(lost).toBeLessThan(report.acknowledged);
  const after = await tab.evaluate(async () => {
    const before = window.drill.report().acknowledged;
    const { acknowledged } = await window.drill.write(100, 300);
    return acknowledged - before;
  });
  expect(after).toBe(100);
  await expectKept(tab, { lost });
});
