/** Real tabs, real faults: one Chromium at a time, against what is shipped. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from '../scripts/chromium.mjs';
import { DEMO_PORT, HARNESS_PORT } from './harness/ports.ts';
import type { Fixtures } from './harness/tabs.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const executablePath = findChromium();

export default defineConfig<Pick<Fixtures, 'inWorker'>>({
  testDir: '.',
  outputDir: '../test-results',
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
    { name: 'page' },
    {
      name: 'worker',
      use: { inWorker: true },
      testMatch: ['tabs.spec.ts', 'coherence.spec.ts', 'drills/*.spec.ts'],
      // Faults that are stubbed in the page are none in the worker, and a worker goes with its page.
      grepInvert:
        /transaction\(\)|null error|never answer|indexedDB|getter|open that|IndexedDB comes|sandboxed|turning to memory|was frozen|that is hidden|are there afterwards/,
    },
  ],
  webServer: [
    {
      command: `node node_modules/vite/bin/vite.js preview --port ${DEMO_PORT} --strictPort`,
      cwd: root,
      url: `http://localhost:${DEMO_PORT}/`,
      reuseExistingServer: !process.env.CI,
    },
    {
      command: `node e2e/harness/server.mjs ${HARNESS_PORT}`,
      cwd: root,
      url: `http://localhost:${HARNESS_PORT}/`,
      reuseExistingServer: !process.env.CI,
    },
  ],
});
