/** The contract suite in one page of an engine, test by test. */

/** Ms between looks at how far it has come. */
const LOOK = 500;

/** The suites of a brief run: what differs most from engine to engine. */
const BRIEF = ['indexedDBStore', 'workerStore, no tier'];

/** How one test went: `{ name, error }`, the error empty if it passed. */
export async function runContract(browser, site, { only = '', brief = false, onProgress }) {
  const tab = await browser.openTab(site.origin);
  const names = brief ? BRIEF : await tab.evaluate(() => window.engine.suites);
  const chosen = names.filter((name) => `contract › ${name}`.includes(only));
  if (chosen.length === 0) return [];
  await tab.evaluate((names) => void window.engine.contract(names), chosen);
  for (;;) {
    const { done, count, running, finished } = await tab.evaluate(() => {
      const { done, count, running, results } = window.contract;
      return { done, count, running, finished: results.length };
    });
    onProgress(`${finished}/${count} ${running ?? ''}`);
    if (done) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  const results = await tab.evaluate(() => window.contract.results);
  const uncaught = await tab.evaluate(() => window.engine.uncaught);
  await tab.close();
  const quiet = { name: 'nothing is left uncaught', error: uncaught.join('; ') };
  return [...results, quiet].map(({ name, error }) => ({ name: `contract › ${name}`, error }));
}
