/** IndexedDB is unavailable from the start. */
import { expect, test } from '../browsers/tabs.ts';
import { ABSENCES, inMemory, tryLater, tryNoMore, tryWithout } from './in-page/absences.ts';

test.describe('in the page', { tag: '@page' }, () => {
  for (const [absence, install] of Object.entries(ABSENCES))
    test(`${absence}: memory takes over, and says so`, async ({ openTab }) => {
      const tab = await openTab();
      await tab.evaluate(install);
      const { events, ...result } = await tab.evaluate(tryWithout);
      expect(result).toEqual(inMemory);
      expect(events).toHaveLength(1);
      expect(events[0]).toMatch(/^degraded (unavailable|connection)$/);
    });

  test('IndexedDB comes later: what memory held is dropped', async ({ openTab }) => {
    const after = await (await openTab()).evaluate(tryLater);
    expect(after).toEqual(['loaded anew', 'indexeddb']);
  });

  test('in a sandboxed frame it works in memory', async ({ openTab }) => {
    const tab = await openTab('/frame');
    const received = () => tab.evaluate(() => (window as { fromFrame?: unknown }).fromFrame);
    await expect.poll(received).toEqual(['The Manjhi', 'memory']);
  });

  test('once it has worked there is no turning to memory', async ({ openTab }) => {
    const result = await (await openTab()).evaluate(tryNoMore);
    expect(result).toEqual(['connection', 'miss', 'indexeddb']);
  });
});
