/** Workers that cannot be had, and workers that go. */
import assert from 'node:assert/strict';

const SCRIPTS = [
  'a script that is not there',
  'a script that throws',
  'a worker that never answers',
  'a worker of another deployment',
];

const drills = SCRIPTS.map((what) => [
  `worker: ${what}: tried twice, then the page does the work`,
  async ({ openTab }) => {
    const tab = await openTab();
    const [url, expected] = await tab.evaluate((what) => {
      const { BAD_SCRIPTS, doneByPage } = window.inPage;
      return [BAD_SCRIPTS[what], doneByPage];
    }, what);
    assert.deepEqual(await tab.run('tryScript', url), expected);
    await tab.evaluate(forgetImports);
  },
]);

export const workers = {
  ...Object.fromEntries(drills),

  'worker: where a policy bars workers the page does the work': async ({ openTab }) => {
    const tab = await openTab('/no-workers');
    assert.deepEqual(await tab.run('tryPolicy'), [1, 'indexeddb', true]);
  },

  'worker: it has the database open, and the page has not': async ({ openTab }) => {
    const tab = await openTab();
    const expected = await tab.evaluate(() => window.inPage.openedByWorker);
    assert.deepEqual(await tab.run('openedByPage'), expected);
  },

  'worker: ended in mid-call': async ({ openTab }) => {
    const tab = await openTab();
    await tab.run('watchWorkers');
    const expected = await tab.evaluate(() => window.inPage.endedInMidCall);
    assert.deepEqual(await tab.run('endInMidCall'), expected);
  },

  'worker: close, destroy and flush settle although it has gone': async ({ openTab }) => {
    const tab = await openTab();
    await tab.run('watchWorkers');
    assert.equal(await tab.run('endWithoutWorker'), 3);
  },

  'worker: a cache in the page and one in a worker hear of each other': async ({ openTab }) => {
    const tab = await openTab();
    assert.deepEqual(await tab.run('hearEachOther'), [1, 2, 3]);
  },
};

/** In the page. Firefox and WebKit report at the window too what a worker left uncaught. */
function forgetImports() {
  const { uncaught } = window.engine;
  const others = uncaught.filter((message) => !message.includes('at import'));
  uncaught.splice(0, uncaught.length, ...others);
}
