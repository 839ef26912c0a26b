/**
 * Persisters of TanStack Query side by side, in Chromium: `node bench/tanstack-query/run.mjs`. Prints the
 * table of docs/tanstack-query.md.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { chromiumArgs, ensureChromium } from '../../scripts/chromium.mjs';

const ROUNDS = 7;
const PARTS = ['restoreAll', 'restoreShown', 'storeOne'];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const source = (path) => here(`../../packages/shelflife/src/${path}`);
const load = loadavg()[0].toFixed(1);
const scratch = mkdtempSync(join(tmpdir(), 'shelflife-tanstack-'));

execFileSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: here('.') });
const server = await serve();
const browser = await chromium.launchPersistentContext(join(scratch, 'profile'), {
  executablePath: ensureChromium(),
  args: chromiumArgs,
});
try {
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.on('pageerror', (error) => console.error(error));
  print(await measure(page, server.resolvedUrls.local[0]));
} finally {
  await browser.close();
  await server.close();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}

async function serve() {
  const config = {
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    resolve: {
      alias: {
        'shelflife/tanstack-query': source('tanstack-query/index.ts'),
        shelflife: source('index.ts'),
      },
    },
    build: { outDir: join(scratch, 'dist'), emptyOutDir: true, target: 'es2022' },
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
  return preview(config);
}

/** Medians by persister and part. Each measurement has a page of its own, and the rounds are interleaved. */
async function measure(page, url) {
  await page.goto(url);
  const names = await page.evaluate(() => globalThis.bench.names);
  for (const name of names) await page.evaluate((name) => globalThis.bench.fill(name), name);
  const all = new Map(names.map((name) => [name, PARTS.map(() => [])]));
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names)
      for (const [n, part] of PARTS.entries()) {
        await page.goto(url);
        all.get(name)[n].push(await page.evaluate(run, [name, part]));
      }
  return [...all].map(([name, parts]) => [name, ...parts.map(medians)]);
}

function run([name, part]) {
  return part === 'storeOne'
    ? globalThis.bench.storeOne(name)
    : globalThis.bench.restore(name, part);
}

function medians(results) {
  const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  return {
    time: median(results.map(({ time }) => time)),
    gap: median(results.map(({ gap }) => gap)),
  };
}

function print(rows) {
  const ms = (number) => (number < 10 ? number.toFixed(1) : Math.round(number));
  const cell = ({ time, gap }) => `${ms(time)} ms (${ms(gap)} ms)`;
  const version = browser.browser()?.version() ?? '';
  console.log(
    `Chromium ${version} on ${cpus().length} cores, load average ${load} before the run; medians of ${ROUNDS} rounds.\n`,
  );
  console.log('| | All are restored | 20 are restored | One is stored |\n|---|---:|---:|---:|');
  for (const [name, ...parts] of rows) console.log(`| ${[name, ...parts.map(cell)].join(' | ')} |`);
}
