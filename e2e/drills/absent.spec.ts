/** IndexedDB cannot be had from the start. */
import { expect, test } from '../harness/tabs.ts';
import { ABSENCES, inMemory, tryLater, tryNoMore, tryWithout } from '../in-page/absences.ts';

for (const [absence, install] of Object.entries(ABSENCES))
  test(`${absence}: memory takes over, and says so`, async ({ openTab, context }) => {
    await context.addInitScript(install);
    const { events, ...result } = await (await openTab()).evaluate(tryWithout);
    expect(result).toEqual(inMemory);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatch(/^degraded (unavailable|connection)$/);
  });

test('IndexedDB comes later: what memory held is dropped', async ({ openTab }) => {
  const after = await (await openTab()).evaluate(tryLater);
  expect(after).toEqual(['loaded anew', 'indexeddb']);
});

test('in a sandboxed frame it works in memory', async ({ page, origin }) => {
  await page.goto(`${origin}/frame`);
  const frame = page.frames()[1]!;
  await frame.waitForFunction(() => document.title === 'ready');
  const result = await frame.evaluate(async () => {
    const cache = window.shelflife.createCache({ name: 'sandboxed' });
    await cache.set('movie', 'The Manjhi');
    return [await cache.get('movie'), cache.backend];
  });
  expect(result).toEqual(['The Manjhi', 'memory']);
});

test('once it has worked there is no turning to memory', async ({ openTab }) => {
  const result = await (await openTab()).evaluate(tryNoMore);
  expect(result).toEqual(['connection', 'miss', 'indexeddb']);
});
