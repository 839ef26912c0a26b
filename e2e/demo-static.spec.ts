/** The demo as it is published: static files, offline, small, and accessible in every view. */

import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, type Page } from '@playwright/test';
import { Demo, expect, test } from './demo/fixture.ts';
import { root } from './playwright.config.ts';

const DIST = join(root, 'demo-dist');
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** A server of files alone. */
const served = base.extend<{ files: { url: string; server: Server }; demo: Demo }>({
  demo: ({ page, request }, use) => use(new Demo(page, request)),

  // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern.
  files: async ({}, use) => {
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const path = pathname === '/' ? '/index.html' : pathname;
      const content = await readFile(join(DIST, path)).catch(() => undefined);
      response.writeHead(content ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? '' });
      response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    await use({ url: `http://localhost:${(server.address() as AddressInfo).port}/`, server });
    server.closeAllConnections();
    server.close();
  },
});

served(
  'as static files the page plays the endpoints, and opens again offline',
  async ({ page, files, demo }) => {
    await page.goto(files.url);
    await demo.visited();
    await expect(demo.part('Courses')).toContainText('Course 4');
    await page.evaluate(() => navigator.serviceWorker.ready);
    files.server.closeAllConnections();
    files.server.close();

    await page.goto(files.url);
    await demo.visited();
    await expect(demo.part('Courses')).toContainText('hit');
    await demo.visit();
    await demo.openView('Versions');
    await expect(page.getByRole('region', { name: 'The page' })).toContainText('Ada Lovelace');
  },
);

test('initial JavaScript is under 70 kB', async ({ page, demo }) => {
  const loaded = new Set<string>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) loaded.add(pathname);
  });
  await page.goto('/');
  await demo.visited();
  const files = [...loaded].filter((path) => path.startsWith('/assets/'));
  const sizes = await Promise.all(
    files.map(async (path) => brotliCompressSync(await readFile(join(DIST, path))).length),
  );
  expect(files.length).toBeGreaterThan(0);
  expect(await readdir(join(DIST, 'assets'))).not.toHaveLength(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(70_000);
});

test('the page has what Lighthouse asks of one', async ({ page, demo }) => {
  await page.goto('/');
  await demo.visited();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('meta[name="description"]')).toHaveAttribute('content', /.{50,160}/);
  const viewport = page.locator('meta[name="viewport"]');
  await expect(viewport).toHaveAttribute('content', /width=device-width/);
  await expect(viewport).not.toHaveAttribute('content', /maximum-scale|user-scalable/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  expect(await page.evaluate(() => document.compatMode)).toBe('CSS1Compat');
  expect(await layoutShift(page)).toBeLessThan(0.1);
});

test('on a phone every control is large enough for a finger', async ({ page, demo }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  await expect(demo.status).toContainText('Scenario 1');
  for (const title of await demo.links.allInnerTexts()) {
    await demo.openView(title);
    await expect(page.getByRole('grid')).toBeVisible();
    // Where the table is narrow, its columns have no titles to be seen.
    const controls = page.locator('button:visible:not(.sort), a:visible, summary:visible');
    for (const control of await controls.all()) {
      const { width, height } = (await control.boundingBox())!;
      const name = `${title}: ${await control.textContent()}`;
      expect.soft(Math.min(width, height), name).toBeGreaterThanOrEqual(24);
    }
  }
});

/** What moved without the visitor's doing since the page was opened, as browsers score it. */
const layoutShift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const shifts = list.getEntries() as (PerformanceEntry & { value: number })[];
          resolve(shifts.reduce((sum, { value }) => sum + value, 0));
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(resolve, 1000, 0);
      }),
  );

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any view, ${colorScheme}`, async ({ page, demo }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await demo.visited();
    for (const title of await demo.links.allInnerTexts()) {
      await demo.openView(title);
      await expect(page).toHaveTitle(`${title} · Shelflife`);
      await expect(page.getByRole('grid')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(
        ({ id, nodes }) => `${title}: ${id} ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
      );
      expect.soft(found).toEqual([]);
    }
  });
}
