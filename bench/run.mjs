/**
 * Shelflife and its peers side by side, in Chromium: `npm run bench`.
 *
 * `--only <pattern>` runs the rows that match a regular expression; `--quick` one short round;
 * `--against <dist>` compares this build with another one of Shelflife, row by row. Only a full run
 * is kept in bench/results.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../scripts/chromium.mjs';
import { progressBar } from './progress-bar.mjs';
import { serve } from './serve.mjs';
import { sizesOfAll } from './sizes.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    against: { type: 'string', default: '' },
  },
});

const browserArgs = [
  ...chromiumArgs,
  // Garbage is collected between measurements; code that was not run for a while stays compiled.
  '--js-flags=--expose-gc --no-flush-bytecode',
];

const load = loadavg()[0].toFixed(1);
const scratch = mkdtempSync(join(tmpdir(), 'shelflife-bench-'));
try {
  await measure(await serve(join(scratch, 'dist'), options.against));
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

async function measure(url) {
  // A profile of its own: without one IndexedDB would live in memory.
  const browser = await chromium.launchPersistentContext(join(scratch, 'profile'), {
    executablePath: ensureChromium(),
    args: browserArgs,
  });
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    page.on('pageerror', (error) => console.error(error));
    const all = await runAll(browser, page, url);
    await page.goto(url);
    await report(page, all, browser.browser()?.version() ?? '');
  } finally {
    await browser.close();
  }
}

async function report(page, all, version) {
  if (options.against)
    return console.log(await page.evaluate((all) => globalThis.bench.comparison(all), all));
  const environment = `Chromium ${version} on ${cpus().length} cores, ${process.platform}, load average ${load} before the run; medians of interleaved rounds.`;
  const files = await page.evaluate(
    ([words, all, sizes]) => globalThis.bench.report(words, all, sizes),
    [environment, all, await sizesOfAll()],
  );
  console.log(files['results.md']);
  if (!options.quick && !options.only) keep(files);
  // Once more, as the last thing that is seen.
  console.log(await page.evaluate((all) => globalThis.bench.toReach(all), all));
}

/** Each piece on an origin of its own, so that none inherits another's compactions. */
async function runAll(browser, page, url) {
  await page.goto(url);
  const pieces = await page.evaluate((only) => globalThis.bench.pieces(only), options.only);
  const bar = progressBar(pieces.length);
  await page.exposeFunction('progress', bar.advance);
  await page.exposeFunction('busyTime', await busyTimeOf(page));
  const tabs = [];
  await page.exposeFunction('sweepInOtherTabs', async (...args) => {
    await sweepInOtherTabs(browser, page.url(), tabs, ...args);
  });
  const all = [];
  for (const [at, piece] of pieces.entries()) {
    bar.begin(piece);
    const origin = url.replace('localhost', `bench-${at}.localhost`);
    await page.goto(origin);
    const run = (args) => globalThis.bench.run(...args);
    all.push({ piece, results: await page.evaluate(run, [piece, options.only, options.quick]) });
    while (tabs.length > 0) await tabs.pop().close();
    await forget(page, origin);
    bar.finish();
  }
  return all;
}

/** The browser's own count, in ms, of the processor time that the page's main thread has spent in tasks. */
async function busyTimeOf(page) {
  const session = await page.context().newCDPSession(page);
  // Of the processor: what else the machine does is no work of the page.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
}

async function sweepInOtherTabs(browser, url, tabs, database, peer, count) {
  for (let n = 0; n < count; n++) {
    const tab = await browser.newPage();
    await tab.goto(url);
    tabs.push(tab);
  }
  const sweep = (args) => globalThis.bench.sweepAlong(...args);
  await Promise.all(tabs.map((tab) => tab.evaluate(sweep, [database, peer])));
}

/** Frees the disk for the next piece. */
async function forget(page, url) {
  const session = await page.context().newCDPSession(page);
  await page.goto('about:blank');
  await session.send('Storage.clearDataForOrigin', {
    origin: new URL(url).origin,
    storageTypes: 'indexeddb',
  });
  await session.detach();
}

function keep(files) {
  mkdirSync(here('results'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(here(`results/${name}`), text);
}
