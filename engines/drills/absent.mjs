/** IndexedDB cannot be had from the start. */
import assert from 'node:assert/strict';
import { until } from '../stage.mjs';

const ABSENCES = [
  'no indexedDB at all',
  'a getter that throws',
  'an open that fails',
  'an open that hangs',
];

const drills = ABSENCES.map((absence) => [
  `page: ${absence}: memory takes over, and says so`,
  async ({ openTab }) => {
    const tab = await openTab();
    await tab.evaluate((absence) => window.inPage.ABSENCES[absence](), absence);
    const { events, ...result } = await tab.run('tryWithout');
    assert.deepEqual(result, await tab.evaluate(() => window.inPage.inMemory));
    assert.equal(events.length, 1);
    assert.match(events[0], /^degraded (unavailable|connection)$/);
  },
]);

export const absent = {
  ...Object.fromEntries(drills),

  'page: IndexedDB comes later: what memory held is dropped': async ({ openTab }) => {
    const tab = await openTab();
    assert.deepEqual(await tab.run('tryLater'), ['loaded anew', 'indexeddb']);
  },

  'page: in a sandboxed frame it works in memory': async ({ openTab }) => {
    const tab = await openTab('/frame');
    await tab.evaluate(() => {
      addEventListener('message', ({ data }) => {
        window.told = data;
      });
    });
    await until(() => tab.evaluate(() => window.told !== undefined), 'the frame has told');
    assert.deepEqual(await tab.evaluate(() => window.told), ['The Manjhi', 'memory']);
  },

  'page: once it has worked there is no turning to memory': async ({ openTab }) => {
    const tab = await openTab();
    assert.deepEqual(await tab.run('tryNoMore'), ['connection', 'miss', 'indexeddb']);
  },
};
