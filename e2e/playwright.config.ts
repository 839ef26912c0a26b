/** Real tabs, real faults: one Chromium at a time, against what is shipped. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import type { OriginFixtures } from '../browsers/origin.ts';
import { DEMO_PORT, HARNESS_PORT, SHOP_PORT } from '../browsers/ports.ts';
import { chromiumArgs, findChromium } from '../scripts/chromium.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const executablePath = findChromium();

/** Serves the pages that have the built package. */
export const harnessServer = {
  command: `node browsers/server.mjs ${HARNESS_PORT}`,
  cwd: root,
  url: `http://localhost:${HARNESS_PORT}/`,
  reuseExistingServer: !process.env.CI,
};

const demoServer = {
  command: `node node_modules/vite/bin/vite.js preview --port ${DEMO_PORT} --strictPort`,
  cwd: root,
  url: `http://localhost:${DEMO_PORT}/`,
  reuseExistingServer: !process.env.CI,
};

const vite = 'node node_modules/vite/bin/vite.js';
const shop = 'examples/shop/vite.config.ts';

const shopServer = {
  command: `${vite} build -c ${shop} --logLevel warn && ${vite} preview -c ${shop} --port ${SHOP_PORT} --strictPort`,
  cwd: root,
  url: `http://localhost:${SHOP_PORT}/`,
  reuseExistingServer: !process.env.CI,
};

const DRILLS = ['**/drills/*.spec.ts', '**/drills/chromium/*.spec.ts'];

export default defineConfig<Pick<OriginFixtures, 'inWorker'>>({
  testDir: root,
  outputDir: '../test-results/e2e',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A shared machine may stall for seconds; a test that needs its second try is listed as flaky.
  retries: 1,
  timeout: 60_000,
  use: {
    baseURL: `http://localhost:${DEMO_PORT}`,
    launchOptions: { args: chromiumArgs, ...(executablePath && { executablePath }) },
  },
  projects: [
    { name: 'page', testMatch: ['**/e2e/*.spec.ts', ...DRILLS] },
    {
      name: 'worker',
      use: { inWorker: true },
      testMatch: ['**/e2e/tabs.spec.ts', ...DRILLS],
      // Faults that are stubbed in the page are none in the worker, and a worker goes with its page.
      grepInvert: /@page/,
    },
  ],
  webServer: [demoServer, harnessServer, shopServer],
});
