/** All tests of one engine: the contract, then the drills, each result on a line as it comes. */
import { runContract } from './contract.mjs';
import { runDrills } from './drills.mjs';
import { serve } from './site.mjs';

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function runEngine(engine, folder, { only, brief, retry, probe }) {
  const browser = await engine.launch();
  console.log(`\n— ${engine.name} (${browser.version})`);
  if (probe) return showProbe(browser, folder);
  const count = tally();
  try {
    const site = await serve(folder);
    count.all(await runContract(browser, site, { only, brief, onProgress: progress }));
    site.close();
    await runDrills({ engine, browser, folder, only, brief, retry, report: count.one });
  } catch (error) {
    count.one({ name: 'the run itself', error: String(error?.stack ?? error) });
  } finally {
    await browser.close().catch(() => {});
  }
  const { passed, failed, skipped } = count;
  console.log(`${engine.name}: ${passed} passed, ${failed} failed, ${skipped} not applicable`);
  return count;
}

function tally() {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const one = ({ name, error, skipped, ms }) => {
    if (skipped) {
      count.skipped++;
      return console.log(`  - ${name}: not applicable, ${skipped}`);
    }
    count[error ? 'failed' : 'passed']++;
    console.log(`  ${error ? '✗' : '✓'} ${name}${ms ? ` (${ms} ms)` : ''}${indented(error)}`);
  };
  /** Of many only the failed are worth a line. */
  const all = (results) => {
    const failed = results.filter(({ error }) => error);
    count.passed += results.length - failed.length;
    failed.forEach(one);
    if (results.length > 0) console.log(`  contract: ${results.length - failed.length} passed`);
  };
  return Object.assign(count, { one, all });
}

function indented(text) {
  return text ? `\n      ${text.replaceAll('\n', '\n      ')}` : '';
}

/** Shows where it is, if a person looks on. */
function progress(text) {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text.slice(0, 100)}\r`);
}

async function showProbe(browser, folder) {
  const site = await serve(folder);
  const tab = await browser.openTab(site.origin);
  console.log(JSON.stringify(await tab.evaluate(() => window.engine.probe()), null, 2));
  await browser.close();
  site.close();
  return { passed: 0, failed: 0 };
}
