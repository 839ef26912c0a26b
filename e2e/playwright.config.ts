/** Real tabs, real faults: one Chromium at a time, against what is shipped. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from '../scripts/chromium.mjs';
import { DEMO_PORT, HARNESS_PORT } from './harness/ports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const executablePath = findChromium();

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A shared machine may stall for seconds; a test that needs its second try is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  use: {
    baseURL: `http://localhost:${DEMO_PORT}`,
    launchOptions: { args: chromiumArgs, ...(executablePath && { executablePath }) },
  },
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
