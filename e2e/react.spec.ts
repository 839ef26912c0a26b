/** `shelflife/react` in real tabs: the example app, and a page that a server has rendered. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { build, createServer, type PreviewServer, preview } from 'vite';
import { installSetup } from '../setups/install.ts';
import { packedApp, writeFiles } from './harness/packed-app.ts';

/** Installations and builds on first use. */
test.describe.configure({ timeout: 180_000 });

const urlOf = (server: PreviewServer) => server.resolvedUrls!.local[0]!;

/** How many requests for a path the pages of a context have made. */
function requestsOf(page: Page, path: string): () => number {
  let count = 0;
  page.context().on('request', (request) => {
    if (request.url().endsWith(path)) count++;
  });
  return () => count;
}

test.describe('the example app', () => {
  let server: PreviewServer;

  test.beforeAll(async () => {
    const { folder, failure } = await installSetup('../examples/react');
    test.skip(failure !== undefined, failure);
    packedApp();
    const config = { root: folder, logLevel: 'silent' } as const;
    await build(config);
    server = await preview({ ...config, preview: { port: 0 } });
  });

  test.afterAll(() => server?.close());

  test('shows the course view, and after a reload without a request', async ({ page }) => {
    const requests = requestsOf(page, '.json');
    await page.goto(urlOf(server));
    await expect(page.getByText('Sonam, roll 101')).toBeVisible();
    await expect(page.getByRole('listitem')).toHaveCount(3);
    expect(requests()).toBe(2);
    await page.reload();
    await expect(page.getByRole('listitem')).toHaveCount(3);
    await expect(page.getByText('Sonam, roll 101')).toBeVisible();
    expect(requests()).toBe(2);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect.poll(requests).toBe(3);
  });

  test('shows in one tab what is saved in another', async ({ page, context }) => {
    const other = await context.newPage();
    for (const tab of [page, other]) await tab.goto(urlOf(server));
    const movie = other.getByRole('status');
    await expect(movie).toHaveText('none, or forgotten after 30 seconds');
    await page.getByLabel('Favourite movie').fill('The Manjhi');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(movie).toHaveText('The Manjhi');
    await expect(page.getByRole('status')).toHaveText('The Manjhi');
  });

  test('loads once for two tabs that ask at the same time', async ({ page, context }) => {
    const requests = requestsOf(page, 'courses.json');
    const other = await context.newPage();
    await Promise.all([page, other].map((tab) => tab.goto(urlOf(server))));
    for (const tab of [page, other]) await expect(tab.getByRole('listitem')).toHaveCount(3);
    expect(requests()).toBe(1);
  });
});

test('in development the example app shows the devtools, and a build has nothing of them', async ({
  page,
}) => {
  const { folder, failure } = await installSetup('../examples/react');
  test.skip(failure !== undefined, failure);
  packedApp();
  const config = { root: folder, logLevel: 'silent' } as const;
  // Vite takes it from whatever was built or served in this process before.
  process.env.NODE_ENV = 'development';
  const server = await createServer({ ...config, server: { port: 0 } });
  await server.listen();
  await page.goto(server.resolvedUrls!.local[0]!);
  const devtools = page.getByRole('region', { name: 'Shelflife devtools' });
  await expect(devtools.getByRole('row', { name: 'courses' })).toContainText('Algebra');
  await page.getByLabel('Favourite movie').fill('The Manjhi');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(devtools.getByRole('row', { name: 'movie' })).toContainText("'The Manjhi'");
  await devtools.getByRole('button', { name: 'Delete movie, version 1' }).click();
  await expect(page.getByText('none, or forgotten after 30 seconds')).toBeVisible();
  await server.close();
  process.env.NODE_ENV = 'production';
  const built = await build({ ...config, build: { write: false } });
  expect(JSON.stringify(built).includes('shelflife-devtools')).toBe(false);
});

const component = `
  import { createElement as h, Suspense } from 'react';
  import { createCache } from 'shelflife';
  import { useCached, useCachedSuspense } from 'shelflife/react';
  const cache = createCache({ name: 'hydrated' });
  const load = () => 'loaded';
  function Value() {
    const { data = 'loading' } = useCached(cache, 'value', load);
    return h('p', { id: 'value' }, data);
  }
  function Suspending() {
    return h('p', { id: 'suspending' }, useCachedSuspense(cache, 'suspending', load));
  }
  export const app = () =>
    h('main', null, h(Value), h(Suspense, { fallback: h('i', null, 'waiting') }, h(Suspending)));`;

const onServer = `
  import { renderToString } from 'react-dom/server';
  import { app } from './app.js';
  console.log(renderToString(app()));`;

const inPage = `
  import { hydrateRoot } from 'react-dom/client';
  import { app } from './app.js';
  globalThis.errors = [];
  const onRecoverableError = (error) => errors.push(String(error));
  hydrateRoot(document.getElementById('root'), app(), { onRecoverableError });`;

/** Does something while the packed app has React. */
async function besideReact<T>(work: () => T | Promise<T>): Promise<T> {
  const { folder, failure } = await installSetup('react');
  test.skip(failure !== undefined, failure);
  const links = ['react', 'react-dom'].map((name) => {
    const link = join(packedApp(), 'node_modules', name);
    symlinkSync(join(folder, 'node_modules', name), link);
    return link;
  });
  try {
    return await work();
  } finally {
    for (const link of links) rmSync(link);
  }
}

function printedBy(path: string): string {
  const options = { cwd: packedApp(), encoding: 'utf8', timeout: 20_000, stdio: 'pipe' } as const;
  return execFileSync(process.execPath, [path], options).trim();
}

test('without React, only the import of shelflife/react fails, and names it', () => {
  writeFiles({
    'without.mjs': `
      import { createCache } from 'shelflife';
      const failure = await import('shelflife/react').catch((error) => error.message);
      console.log(typeof createCache, failure);`,
  });
  expect(printedBy('without.mjs')).toMatch(/^function Cannot find package 'react'/);
});

test('a page that a server has rendered is hydrated without a mismatch, and then shows what is cached', async ({
  page,
}) => {
  writeFiles({ 'react/app.js': component, 'react/server.mjs': onServer, 'react/page.js': inPage });
  const config = {
    root: join(packedApp(), 'react'),
    configFile: false,
    logLevel: 'silent',
  } as const;
  const html = await besideReact(async () => {
    const rendered = printedBy('react/server.mjs');
    const index = `<!doctype html><title>App</title><div id="root">${rendered}</div>
      <script type="module" src="./page.js"></script>`;
    writeFiles({ 'react/index.html': index });
    await build({ ...config, build: { target: 'es2022' } });
    return rendered;
  });
  expect(html).toContain('loading');
  expect(html).toContain('waiting');
  const server = await preview({ ...config, preview: { port: 0 } });
  const shows = async () => {
    await expect(page.locator('#value')).toHaveText('loaded');
    await expect(page.locator('#suspending')).toHaveText('loaded');
    // The server has left the boundary to the page. Another number would be a mismatch.
    const leftToPage = expect.stringContaining('React error #419');
    expect(await page.evaluate('errors')).toEqual([leftToPage]);
  };
  await page.goto(urlOf(server));
  await shows();
  await page.reload();
  await shows();
  await server.close();
});

test('the module is marked for the client', () => {
  const entry = join(packedApp(), 'node_modules/shelflife/dist/react/index.js');
  expect(readFileSync(entry, 'utf8')).toMatch(/^"use client";/);
});
