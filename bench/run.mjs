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
    resolve: { alias: { shelflife: here('../packages/shelflife/src/index.ts') } },
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
    const results = await runAll(page, url);
    const environment = `Chromium ${browser.browser()?.version() ?? ''} on ${cpus().length} cores, ${process.platform}; medians of interleaved rounds.`;
    return await page.evaluate(
      ([words, all, bytes]) => globalThis.bench.report(words, all, bytes),
      [environment, results, sizes],
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
  const results = [];
  for (const [at, piece] of pieces.entries()) {
    bar.begin(piece);
    await page.goto(url.replace('localhost', `bench-${at}.localhost`));
    const run = ([title, quick]) => globalThis.bench.run(title, quick);
    results.push(...(await page.evaluate(run, [piece, options.quick])));
    bar.finish();
  }
  return results;
}

function keep(files) {
  mkdirSync(here('results'), { recursive: true });
  for (const [ending, text] of Object.entries(files))
    writeFileSync(here(`results/results.${ending}`), text);
}
