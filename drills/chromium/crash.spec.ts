/** Renderers and browsers die, and files rot between two launches. */
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { expect, ready, test } from '../../browsers/pages.ts';
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs';
import { installWorkload } from '../in-page/workload.ts';
import { createDrillCache, expectKept } from '../workload.ts';

let profile: string;
let context: BrowserContext | undefined;

test.beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'shelflife-profile-'));
});

test.afterEach(async () => {
  await context?.close().catch(() => {});
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

/** A browser on the test's profile, with a tab and its cache. */
async function launch(origin: string): Promise<Page> {
  context = await chromium.launchPersistentContext(profile, {
    args: chromiumArgs,
    executablePath: findChromium(),
  });
  await context.addInitScript(installWorkload);
  const tab = await context.newPage();
  await ready(tab, origin);
  // More may be written than a cull would leave, until the browser is gone.
  await createDrillCache(tab, { maxEntries: null });
  await expect.poll(() => tab.evaluate(backend), { timeout: 30_000 }).toBe('indexeddb');
  return tab;
}

/** Runs in the page. Where the database opens later than the deadline, memory serves until then. */
async function backend(): Promise<string | undefined> {
  const { cache } = window.drill;
  await cache.get('nothing');
  return cache.backend;
}

/** Sets keys one after another and tells this process of each that is acknowledged, at once. */
async function writeOnAndOn(tab: Page): Promise<Set<string>> {
  const acknowledged = new Set<string>();
  await tab.exposeFunction('acknowledge', (key: string) => acknowledged.add(key));
  await tab.evaluate(() => {
    const told = window as unknown as { acknowledge: (key: string) => void };
    const write = async (from: number) => {
      for (let n = from; ; n += 4) {
        await window.drill.cache.set(`key ${n}`, n, null);
        told.acknowledge(`key ${n}`);
      }
    };
    for (let n = 0; n < 4; n++) void write(n);
  });
  await expect.poll(() => acknowledged.size).toBeGreaterThan(100);
  return acknowledged;
}

async function missing(tab: Page, keys: Set<string>): Promise<string[]> {
  return tab.evaluate(
    async (wanted) => {
      const found = await window.drill.cache.getMany(wanted);
      return wanted.filter((key) => found[key] !== Number(key.slice(4)));
    },
    [...keys],
  );
}

test('after the renderer is killed during a write, acknowledged entries are there', async ({
  origin,
}) => {
  const tab = await launch(origin);
  const acknowledged = await writeOnAndOn(tab);
  await tab.goto('chrome://crash').catch(() => {});
  const again = await context!.newPage();
  await ready(again, origin);
  await createDrillCache(again, { maxEntries: null });
  await expect.poll(() => again.evaluate(backend), { timeout: 30_000 }).toBe('indexeddb');
  expect(await missing(again, acknowledged)).toEqual([]);
  await expectKept(again);
});

test('after the browser is killed during a write, the database opens and its entries are intact', async ({
  origin,
}) => {
  const tab = await launch(origin);
  const acknowledged = await writeOnAndOn(tab);
  const cdp = await context!.browser()?.newBrowserCDPSession();
  await kill(cdp ? (await cdp.send('SystemInfo.getProcessInfo')).processInfo[0]!.id : undefined);
  const again = await launch(origin);
  // Relaxed durability outlives a dead process; only a dead machine could lose the last of it.
  expect(await missing(again, acknowledged)).toEqual([]);
  await expectKept(again);
});

/** SIGKILL for the browser that runs on this test's profile. */
async function kill(pid: number | undefined): Promise<void> {
  const closed = new Promise((resolve) => context!.on('close', resolve));
  process.kill(pid ?? Number(findBrowser()), 'SIGKILL');
  await closed;
}

/** The lock that Chromium keeps in a profile names its process. */
function findBrowser(): string {
  return readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1)!;
}

test('database files overwritten with garbage between launches', async ({ origin }) => {
  const tab = await launch(origin);
  await tab.evaluate(() => window.drill.write(200, 300));
  await context!.close();
  for (const file of databaseFiles(/^(CURRENT|MANIFEST-.*|.*\.(ldb|log))$/))
    writeFileSync(file, 'garbage'.repeat(100));
  const again = await launch(origin);
  expect(await again.evaluate(() => window.drill.cache.get('key 1', 'miss'))).toBe('miss');
  await expectKept(again);
});

test('blob files deleted between launches: those entries miss, the others are there', async ({
  origin,
}) => {
  const tab = await launch(origin);
  await tab.evaluate(async () => {
    const { cache, noise } = window.drill;
    await cache.set('large', noise(200_000));
    await cache.set('blob', new Blob([noise(200_000)]));
    await cache.setMany({ small: 1, other: 2 });
  });
  await context!.close();
  const blobs = databaseFiles(/^[0-9a-f]+$/);
  expect(blobs.length).toBeGreaterThan(0);
  for (const file of blobs) rmSync(file);
  const again = await launch(origin);
  const found = await again.evaluate(async () => {
    const { cache } = window.drill;
    const errors: string[] = [];
    cache.addEventListener('error', ({ error }) => errors.push(error.code));
    const all = await cache.getMany(['large', 'small', 'other']);
    const keys: string[] = [];
    for await (const key of cache.keys()) keys.push(key);
    await cache.set('large', 'new');
    return { all: { ...all }, errors, keys, large: await cache.get('large') };
  });
  expect(found.all).toEqual({ small: 1, other: 2 });
  expect(found.errors).toContain('corrupt');
  expect(found.keys).toEqual(expect.arrayContaining(['small', 'other']));
  expect(found.large).toBe('new');
  await expectKept(again);
});

/** The files of the profile's databases with such a name. */
function databaseFiles(name: RegExp): string[] {
  return readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .filter((entry) => /IndexedDB/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
}

test('a set made as its unreadable record is found stays', async ({ origin }) => {
  const tab = await launch(origin);
  const keys = Array.from({ length: 20 }, (_, n) => `large ${n}`);
  await tab.evaluate(async (keys) => {
    const { cache, noise } = window.drill;
    await cache.setMany(Object.fromEntries(keys.map((key) => [key, noise(100_000)])));
  }, keys);
  await context!.close();
  for (const file of databaseFiles(/^[0-9a-f]+$/)) rmSync(file);
  const again = await launch(origin);
  const found = await again.evaluate(async (keys) => {
    const { cache } = window.drill;
    const results = [];
    for (const [n, key] of keys.entries()) {
      // Both read the value, as an `add` would not.
      const counted = () => cache.incr(key).catch(({ code }) => code);
      const read = n % 2 === 0 ? cache.get(key, 'miss') : counted();
      await Promise.resolve();
      const [first] = await Promise.all([read, cache.set(key, 'new')]);
      results.push(first);
    }
    // Behind all that is under way.
    await cache.set('last', 1);
    await cache.flush();
    const fresh = window.shelflife.createCache({ name: 'drill', memory: false });
    const left = await fresh.getMany(keys);
    return { results, left: Object.values(left) };
  }, keys);
  expect(found.results).toEqual(keys.map((_, n) => (n % 2 === 0 ? 'miss' : 'key-not-found')));
  expect(found.left).toEqual(keys.map(() => 'new'));
});
