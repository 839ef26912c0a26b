/** The contract suites of the stores in an engine that has no Vitest. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { serve } from '../e2e/harness/packed-app.ts';
import { expect, isReady, type Tab, test } from './tabs.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const source = (path: string) => here(`../packages/shelflife/src/${path}`);

/** The suites that a brief run leaves out: the others show what differs most from engine to engine. */
const SUITES = {
  memoryStore: ['@long'],
  indexedDBStore: [],
  'indexedDBStore, no tier': ['@long'],
  'indexedDBStore, queued': ['@long'],
  workerStore: ['@long'],
  'workerStore, no tier': [],
  'workerStore, queued': ['@long'],
};

let folder: string;
let server: Server;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shelflife-contract-'));
  await buildPage(folder);
  server = await serve(folder);
});

test.afterAll(() => {
  server?.close();
  server?.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

for (const [suite, tag] of Object.entries(SUITES))
  test(`the contract holds for ${suite}`, { tag }, async ({ launched }) => {
    test.setTimeout(600_000);
    const tab = await openPage(launched.openTab);
    await tab.evaluate((suite) => {
      window.contractRun = window.contract.runSuite(suite);
    }, suite);
    const isDone = () => tab.evaluate(() => window.contractRun!.done);
    await expect.poll(isDone, { timeout: 600_000, intervals: [500] }).toBe(true);
    const { count, failed } = await tab.evaluate(() => {
      const { count, results } = window.contractRun!;
      return { count, failed: results.filter(({ error }) => error) };
    });
    expect(failed).toEqual([]);
    expect(count).toBeGreaterThan(200);
    expect(await tab.uncaught()).toEqual([]);
    await tab.close();
  });

test('what the engine has', { tag: ['@probe', '@long'] }, async ({ launched }) => {
  const tab = await openPage(launched.openTab);
  const findings = await tab.evaluate(() => window.contract.probe());
  expect(findings.agent).not.toBe('');
  if (process.env.PROBE) console.log(JSON.stringify(findings, null, 2));
  await tab.close();
});

async function openPage(openTab: (url: string) => Promise<Tab>): Promise<Tab> {
  const { port } = server.address() as AddressInfo;
  const tab = await openTab(`http://localhost:${port}/`);
  await isReady(tab);
  return tab;
}

/** From the package's sources, so that failures show where they come from. */
function buildPage(outDir: string): Promise<unknown> {
  return build({
    configFile: false,
    root: here('page'),
    logLevel: 'warn',
    resolve: {
      alias: {
        'shelflife/worker': source('worker/index.ts'),
        'shelflife/testing': source('testing/index.ts'),
        shelflife: source('index.ts'),
      },
    },
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2022', modulePreload: false },
  });
}
