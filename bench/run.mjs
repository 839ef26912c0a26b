/**
 * Shelflife and its peers side by side, in Chromium: `npm run bench`.
 *
 * `--quick` runs one short round; `--only=<part of a title>` what matches. Only a full run is kept in
 * bench/results.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { chromiumArgs, ensureChromium } from '../scripts/chromium.mjs';
import { progressBar } from './progress-bar.mjs';
import { sizesOfAll } from './sizes.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});

const scratch = mkdtempSync(join(tmpdir(), 'shelflife-bench-'));
try {
  const files = await measure(await serve(join(scratch, 'dist')));
  console.log(files.md);
  if (!options.quick && !options.only) keep(files);
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

/** Builds the page as a user's would be, and serves it. */
async function serve(outDir) {
  const config = {
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    resolve: {
      alias: {
        'shelflife/worker': here('../packages/shelflife/src/worker/index.ts'),
        shelflife: here('../packages/shelflife/src/index.ts'),
      },
    },
    build: { outDir, emptyOutDir: true, target: 'es2022' },
    preview: {
      port: 0,
      // Isolated from other origins, a page has a finer clock.
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  };
  await build(config);
  const server = await preview(config);
  return server.resolvedUrls.local[0];
}

async function measure(url) {
  const sizes = await sizesOfAll();
  // A profile of its own: without one IndexedDB would live in memory.
  const browser = await chromium.launchPersistentContext(join(scratch, 'profile'), {
    executablePath: ensureChromium(),
    args: chromiumArgs,
  });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error));
    const all = await runAll(page, url);
    const environment = `Chromium ${browser.browser()?.version() ?? ''} on ${cpus().length} cores, ${process.platform}; medians of interleaved rounds.`;
    return await page.evaluate(
      ([words, measured, bytes]) => globalThis.bench.report(words, measured, bytes),
      [environment, all, sizes],
    );
  } finally {
    await browser.close();
  }
}

/** Each piece on an origin of its own, so that none inherits another's compactions. */
async function runAll(page, url) {
  await page.goto(url);
  const pieces = await page.evaluate((only) => globalThis.bench.pieces(only), options.only);
  const bar = progressBar(pieces.length);
  await page.exposeFunction('progress', bar.advance);
  await page.exposeFunction('busyTime', await busyTimeOf(page));
  const all = [];
  for (const [at, piece] of pieces.entries()) {
    bar.begin(piece);
    await page.goto(url.replace('localhost', `bench-${at}.localhost`));
    const run = ([title, quick]) => globalThis.bench.run(title, quick);
    all.push({ piece, results: await page.evaluate(run, [piece, options.quick]) });
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

function keep(files) {
  mkdirSync(here('results'), { recursive: true });
  for (const [ending, text] of Object.entries(files))
    writeFileSync(here(`results/results.${ending}`), text);
}
