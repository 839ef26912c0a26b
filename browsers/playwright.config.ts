/** The contract and the drills in the engines beside Chromium. */
import { defineConfig } from '@playwright/test';
import { harnessServer, root } from '../e2e/playwright.config.ts';
import type { OriginFixtures } from './origin.ts';
import type { Engine, EngineFixtures } from './tabs.ts';

/** In a worker those drills are left out that stub the page's own IndexedDB, or name their store. */
const inWorker = (engine: Engine) => ({
  name: `${engine} worker`,
  use: { engine, inWorker: true },
  testMatch: '**/drills/*.spec.ts',
  grepInvert: /@page/,
});

const inPage = (engine: Engine) => ({ name: engine, use: { engine } });

export default defineConfig<Pick<OriginFixtures, 'inWorker'>, Pick<EngineFixtures, 'engine'>>({
  testDir: root,
  testMatch: ['**/drills/*.spec.ts', '**/browsers/*.spec.ts'],
  outputDir: '../test-results/engines',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 10_000 },
  projects: [inPage('firefox'), inWorker('firefox'), inPage('webkit'), inWorker('webkit')],
  webServer: harnessServer,
});
