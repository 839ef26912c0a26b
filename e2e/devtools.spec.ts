/** `shelflife/devtools` in a bare page: what a developer sees of a cache, and does to it. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { UntypedCache } from 'shelflife';
import type { DevtoolsOptions } from 'shelflife/devtools';
import { test as base, expect } from '../browsers/pages.ts';

declare global {
  interface Window {
    cache: UntypedCache;
    unmount: () => void;
    /** The clock of the cache under test, in ms. */
    clock: number;
    /** How many animations have begun. */
    flashes: number;
  }
}

interface Fixtures {
  /** Opens a tab with a cache at `window.cache`, and the devtools docked. */
  openDevtools: (options?: DevtoolsOptions) => Promise<Page>;
}

const test = base.extend<Fixtures>({
  openDevtools: async ({ openTab }, use) => {
    await use(async (options = {}) => {
      const page = await openTab();
      await page.evaluate(() => {
        window.cache = window.shelflife.createCache({ name: 'enroll_cache' });
      });
      await mount(page, options);
      return page;
    });
  },
});

async function mount(page: Page, options: DevtoolsOptions = {}): Promise<void> {
  await page.evaluate(async (given) => {
    const { mountDevtools } = await import('shelflife/devtools');
    window.unmount = mountDevtools(window.cache, given);
  }, options);
}

/** Stores entries of several namespaces and versions. */
async function fill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { cache } = window;
    await cache.set('movie', 'The Manjhi', 300);
    await cache.set('movie', 2000, { timeout: null, version: 2 });
    await cache.set(
      'course',
      { name: 'Caching', teacher: { name: 'Sonam' } },
      { tags: ['courses'] },
    );
    await cache.namespace('user:42').namespace('cart').set('items', [1, 2, 3], 3600);
  });
}

const devtools = (page: Page) => page.getByRole('region', { name: 'Shelflife devtools' });
const row = (page: Page, name: string, version = 1) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: `Delete ${name}, version ${version}` }) });
const count = (page: Page) => page.locator('shelflife-entries').getByText(/\d entr(y|ies)/);
const details = (page: Page) => page.getByRole('region', { name: 'Entry', exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('shows the entries of all namespaces and versions, with their values, sizes and time left', async ({
  openDevtools,
}) => {
  const page = await openDevtools();
  await expect(page.getByText('Nothing cached yet.')).toBeVisible();
  await fill(page);
  await expect(count(page)).toHaveText('4 entries');
  await expect(row(page, 'movie')).toContainText(
    /'The Manjhi'\s*20 B\s*this tab\s*(5 m 00|4 m 59) s/,
  );
  await expect(row(page, 'movie', 2)).toContainText(/2000\s*8 B\s*this tab\s*●for ever/);
  await expect(row(page, 'user:42/cart · items')).toContainText('[1, 2, 3]');
  await expect(page.locator('.badge')).toContainText('indexeddb');
});

test('does not count its own reads', async ({ openDevtools }) => {
  const page = await openDevtools();
  await fill(page);
  await expect(count(page)).toHaveText('4 entries');
  const stats = await page.evaluate(async () => {
    const entries = document.querySelector('shelflife-devtools')!;
    for (let n = 0; n < 3; n++)
      await new Promise((resolve) => {
        entries.addEventListener('reading', resolve, { once: true });
        window.cache.set('read', n);
      });
    return window.cache.stats();
  });
  expect(stats).toMatchObject({ hits: 0, misses: 0, sets: 7 });
});

test('follows other tabs, and says who wrote', async ({ openDevtools }) => {
  const page = await openDevtools();
  const other = await openDevtools({ open: false });
  await fill(other);
  await expect(count(page)).toHaveText('4 entries');
  await expect(row(page, 'movie')).toContainText('another tab');
  await page.evaluate(() => window.cache.set('movie', 'RRR'));
  await expect(row(page, 'movie')).toContainText(/'RRR'.*this tab/s);
  await other.evaluate(() => window.cache.set('movie', 'Dangal'));
  await expect(row(page, 'movie')).toContainText(/'Dangal'.*another tab/s);
  await other.evaluate(() => window.cache.clear());
  await expect(page.getByText('Nothing cached yet.')).toBeVisible();
  await page.getByRole('tab', { name: 'Events' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'changed' }).first()).toContainText(
    'by another tab',
  );
});

for (const [reducedMotion, flashes] of [
  ['no-preference', 1],
  ['reduce', 0],
] as const)
  test(`a row that another tab writes flashes ${flashes} times, with motion: ${reducedMotion}`, async ({
    openDevtools,
  }) => {
    const page = await openDevtools();
    await page.emulateMedia({ reducedMotion });
    const other = await openDevtools({ open: false });
    await page.evaluate(() => {
      window.flashes = 0;
      const { animate } = Element.prototype;
      Element.prototype.animate = function (...given) {
        window.flashes++;
        return animate.apply(this, given);
      };
    });
    await page.evaluate(() => window.cache.set('movie', 'RRR'));
    await expect(row(page, 'movie')).toContainText('this tab');
    await other.evaluate(() => window.cache.set('movie', 'Dangal'));
    await expect(row(page, 'movie')).toContainText('another tab');
    expect(await page.evaluate(() => window.flashes)).toBe(flashes);
  });

test('filters by key, namespace and version, and deletes what is shown', async ({
  openDevtools,
}) => {
  const page = await openDevtools();
  await fill(page);
  await page.getByLabel('Filter by key').fill('MOV');
  await expect(count(page)).toHaveText('2 of 4 entries');
  await expect(page.getByRole('status').filter({ hasText: '2 entries shown' })).toHaveCount(1);
  await page.getByLabel('Version', { exact: true }).selectOption('version 2');
  await expect(count(page)).toHaveText('1 of 4 entries');
  await page.getByLabel('Version', { exact: true }).selectOption('all versions');
  await page.getByLabel('Filter by key').fill('');
  await page.getByLabel('Namespace').selectOption('user:42/cart');
  await expect(count(page)).toHaveText('1 of 4 entries');
  await button(page, 'Delete 1 shown…').click();
  await expect(page.getByText('Remove what is shown: 1 entry?')).toBeVisible();
  await button(page, 'Remove').click();
  await expect(count(page)).toHaveText('0 of 3 entries');
  await expect(page.getByText('No entry matches.')).toBeVisible();
});

test('sets, edits, touches and deletes an entry', async ({ openDevtools }) => {
  const page = await openDevtools();
  await button(page, 'Set…').click();
  await page.getByLabel('key', { exact: true }).fill('roll');
  await page.getByLabel('namespace').fill('class/9');
  await page.getByLabel('value, as JSON').fill('{ "roll": ');
  await button(page, 'Set').click();
  await expect(page.getByRole('alert')).toContainText('JSON');
  await page.getByLabel('value, as JSON').fill('{ "roll": 101 }');
  await page.getByLabel('for ever').check();
  await button(page, 'Set').click();
  await expect(row(page, 'class/9 · roll')).toContainText(/{ roll: 101 }.*for ever/s);
  const stored = () =>
    page.evaluate(() => window.cache.namespace('class').namespace('9').get('roll'));
  expect(await stored()).toEqual({ roll: 101 });

  await row(page, 'class/9 · roll').click();
  await button(page, 'Edit').click();
  await page.getByLabel('value, as JSON').fill('102');
  await button(page, 'Set').click();
  await expect(row(page, 'class/9 · roll')).toContainText(/102.*for ever/s);
  expect(await stored()).toBe(102);

  await button(page, 'Touch').click();
  await page.getByLabel('seconds').fill('60');
  await page.getByRole('form', { name: 'Touch' }).getByRole('button', { name: 'Touch' }).click();
  await expect(row(page, 'class/9 · roll')).toContainText(/(60|59) s/);

  await details(page).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Nothing cached yet.')).toBeVisible();
  expect(await stored()).toBeUndefined();
});

test('deletes by tag, and clears', async ({ openDevtools }) => {
  const page = await openDevtools();
  await fill(page);
  await button(page, 'By tag…').click();
  await page.getByLabel('tag', { exact: true }).fill('courses');
  await button(page, 'Delete all with this tag').click();
  await expect(count(page)).toHaveText('3 entries');
  await button(page, 'Clear…').click();
  await button(page, 'Cancel').click();
  await expect(count(page)).toHaveText('3 entries');
  await button(page, 'Clear…').click();
  await button(page, 'Remove').click();
  await expect(page.getByText('Nothing cached yet.')).toBeVisible();
});

test('shows a value as a tree that the keyboard opens, and copies it', async ({
  openDevtools,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await openDevtools();
  await fill(page);
  await row(page, 'course').click();
  const tree = details(page).getByRole('tree');
  await expect(tree.getByRole('treeitem')).toHaveCount(3);
  await tree.getByRole('treeitem').first().focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await expect(tree.getByRole('treeitem')).toHaveText(
    [
      "{ name: 'Caching', teacher: { name: 'Sonam' } }",
      "name: 'Caching'",
      "teacher: { name: 'Sonam' }",
      "name: 'Sonam'",
    ].map((text) => new RegExp(`${text.replace(/[{}]/g, '\\$&')}$`)),
  );
  await page.keyboard.press('ArrowLeft');
  await expect(tree.getByRole('treeitem')).toHaveCount(3);
  await button(page, 'Copy value').click();
  await expect(button(page, 'Copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(copied)).toEqual({ name: 'Caching', teacher: { name: 'Sonam' } });
});

test('the keyboard moves over rows, opens and deletes them, and is never lost', async ({
  openDevtools,
}) => {
  const page = await openDevtools();
  await fill(page);
  await expect(count(page)).toHaveText('4 entries');
  await row(page, 'course').focus();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'movie')).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(count(page)).toHaveText('3 entries');
  await expect(row(page, 'movie', 2)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(details(page)).toContainText('course');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Delete course, version 1' })).toBeFocused();
});

test('10,000 entries are a few rows in the page, and all of them can be reached', async ({
  openDevtools,
}) => {
  const page = await openDevtools();
  await page.evaluate(async () => {
    const all = Array.from({ length: 10_000 }, (_, n) => [String(n).padStart(5, '0'), n] as const);
    await window.cache.setMany(all);
  });
  await expect(count(page)).toHaveText('10,000 entries');
  const rows = page.getByRole('row');
  const grid = page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', '10001');
  expect(await rows.count()).toBeLessThan(60);
  await grid.evaluate((element) => {
    element.scrollTop = element.scrollHeight / 2;
  });
  await expect(row(page, '05000')).toBeInViewport();
  await row(page, '05000').focus();
  await page.keyboard.press('End');
  await expect(row(page, '09999')).toBeFocused();
  await expect(row(page, '09999')).toBeInViewport();
  await expect(row(page, '09999')).toHaveAttribute('aria-rowindex', '10001');
  await page.getByLabel('Filter by key').fill('0777');
  await expect(count(page)).toHaveText('11 of 10,000 entries');
});

test('a row turns grey at the moment when a read would miss', async ({ openTab }) => {
  const page = await openTab();
  await page.evaluate(async () => {
    const { mountDevtools } = await import('shelflife/devtools');
    window.clock = 1_000_000;
    const now = () => window.clock;
    window.cache = window.shelflife.createCache({ name: 'timed', now });
    await window.cache.set('movie', 'RRR', 30);
    mountDevtools(window.cache, { now });
  });
  await expect(row(page, 'movie')).toContainText('30 s');
  const readAt = (moment: number) =>
    page.evaluate(async (at) => {
      window.clock = at;
      return window.cache.has('movie');
    }, moment);
  expect(await readAt(1_029_999)).toBe(true);
  await expect(row(page, 'movie')).toContainText('1 s');
  expect(await readAt(1_030_000)).toBe(false);
  await expect(row(page, 'movie')).toContainText('expired');
  await expect(count(page)).toHaveText('0 entries, 1 expired');
});

test('the log and the figures show hits, misses, loads and their times', async ({
  openDevtools,
}) => {
  const page = await openDevtools();
  await page.evaluate(async () => {
    const { cache } = window;
    for (let n = 0; n < 4; n++) await cache.getOrSet('movie', async () => 'RRR');
    await cache.getOrSet('broken', () => Promise.reject(new Error('no server'))).catch(() => {});
  });
  await expect(page.locator('.rate')).toHaveText('60 % hits');
  await page.getByRole('tab', { name: 'Events' }).click();
  const events = page.getByRole('listitem');
  await expect(events.filter({ hasText: 'hit' })).toContainText(/movie v1\s*from memory\s*× 3/);
  await expect(events.filter({ hasText: 'failed after' })).toContainText('no server');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Figures' })).toBeFocused();
  await expect(
    page.getByRole('img', { name: 'In the last minute 3 hits and 2 misses, 60 % hits' }),
  ).toBeVisible();
  await expect(page.getByRole('img', { name: /^The last 2 loads: median/ })).toBeVisible();
  await expect(page.getByRole('definition').first()).toHaveText('60 %');
});

test('says that the cache is degraded, and why', async ({ openTab }) => {
  const page = await openTab();
  await page.evaluate(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('No disk today', 'UnknownError');
    };
    window.cache = window.shelflife.createCache({ name: 'nowhere' });
  });
  await mount(page);
  await page.evaluate(() => window.cache.set('movie', 'RRR'));
  await expect(page.locator('.badge')).toContainText('memory, degraded');
  await page.getByRole('tab', { name: 'Figures' }).click();
  await expect(page.getByText('! degraded')).toBeVisible();
});

test('remembers its side, size, view and whether it is open', async ({ openDevtools, origin }) => {
  const page = await openDevtools();
  const height = async () => (await devtools(page).boundingBox())!.height;
  expect(await height()).toBe(360);
  await page.getByRole('separator').focus();
  await page.keyboard.press('ArrowUp');
  expect(await height()).toBe(384);
  await button(page, 'Dock right').click();
  await page.getByRole('tab', { name: 'Figures' }).click();
  await button(page, 'Collapse').click();
  await expect(devtools(page)).toBeHidden();
  await page.goto(origin);
  await expect(page).toHaveTitle('ready');
  await page.evaluate(() => {
    window.cache = window.shelflife.createCache({ name: 'enroll_cache' });
  });
  await mount(page);
  await page.getByRole('button', { name: /^Shelflife/ }).click();
  await expect(page.getByRole('tab', { name: 'Figures' })).toHaveAttribute('aria-selected', 'true');
  const box = (await devtools(page).boundingBox())!;
  expect(box.height).toBe(page.viewportSize()!.height);
  expect(box.x + box.width).toBe(page.viewportSize()!.width);
  await button(page, 'Dock below').click();
  expect(await height()).toBe(384);
});

test('is resized with the mouse', async ({ openDevtools }) => {
  const page = await openDevtools();
  const edge = (await page.getByRole('separator').boundingBox())!;
  await page.mouse.move(200, edge.y + 4);
  await page.mouse.down();
  await page.mouse.move(200, edge.y - 96);
  await page.mouse.up();
  expect((await devtools(page).boundingBox())!.height).toBe(460);
});

test('works where storage is forbidden', async ({ openTab }) => {
  const page = await openTab();
  await page.evaluate(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('Forbidden', 'SecurityError');
      },
    });
    window.cache = window.shelflife.createCache();
  });
  await mount(page);
  await button(page, 'Dock right').click();
  await expect(button(page, 'Dock below')).toBeVisible();
});

test('goes without a trace', async ({ openDevtools }) => {
  const page = await openDevtools();
  await fill(page);
  await expect(count(page)).toHaveText('4 entries');
  const isGone = await page.evaluate(async () => {
    window.unmount();
    let reads = 0;
    const { entries } = window.cache;
    window.cache.entries = (...given) => {
      reads++;
      return entries(...given);
    };
    await window.cache.set('movie', 'RRR');
    await new Promise((resolve) => setTimeout(resolve, 300));
    return reads === 0 && document.querySelector('shelflife-devtools') === null;
  });
  expect(isGone).toBe(true);
});

const HOSTILE = `
  * { all: unset !important; display: none !important; color: red !important; font: 40px serif !important;
      position: static !important; opacity: 0 !important; transform: scale(0.1) !important;
      text-transform: uppercase !important; letter-spacing: 1em !important; visibility: hidden !important; }
  html, body { display: block !important; }
  shelflife-devtools { width: 1px !important; z-index: -1 !important; pointer-events: none !important; }
  :root { --text: red; --surface: red; --columns: none; direction: rtl; }`;

test('a page with hostile styles leaves it as it is, and it leaves the page as it is', async ({
  openDevtools,
}) => {
  const page = await openDevtools();
  await fill(page);
  await expect(count(page)).toHaveText('4 entries');
  const look = () =>
    row(page, 'movie').evaluate((element) => {
      const { color, fontSize, textTransform, letterSpacing, direction, visibility } =
        getComputedStyle(element);
      const { x, y, width, height } = element.getBoundingClientRect();
      const text = [color, fontSize, textTransform, letterSpacing, direction, visibility];
      return { text, box: [x, y, width, height] };
    });
  const before = await look();
  await page.addStyleTag({ content: HOSTILE });
  expect(await look()).toEqual(before);
  await row(page, 'movie').click();
  await expect(details(page)).toBeVisible();
  expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
  expect(await page.locator('head style').count()).toBe(1);
});

test('works under a strict content security policy', async ({ openTab, origin }) => {
  const page = await openTab();
  await page.goto(`${origin}/strict`);
  await expect(page).toHaveTitle('ready');
  await page.evaluate(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
      window.uncaught.push(violatedDirective),
    );
    window.cache = window.shelflife.createCache({ name: 'enroll_cache' });
  });
  await mount(page);
  await fill(page);
  await row(page, 'course').click();
  await expect(details(page)).toContainText('Sonam');
  expect(await page.evaluate(() => window.uncaught)).toEqual([]);
});

for (const theme of ['light', 'dark'] as const)
  test(`axe finds nothing in the ${theme} theme, in any view`, async ({ openDevtools }) => {
    const page = await openDevtools({ theme });
    await fill(page);
    await page.evaluate(() => window.cache.getOrSet('load', async () => 1));
    const check = async () => {
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 720 });
        const axe = new AxeBuilder({ page }).include('shelflife-devtools');
        const { violations } = await axe.analyze();
        const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
        expect(found, `${width} px wide`).toEqual([]);
      }
    };
    await row(page, 'course').click();
    await check();
    await button(page, 'Edit').click();
    await check();
    for (const tab of ['Events', 'Figures']) {
      await page.getByRole('tab', { name: tab }).click();
      await check();
    }
    await button(page, 'Collapse').click();
    await check();
  });

test('the table alone shows the chosen columns, named writers, and what hangs in its slots', async ({
  openTab,
}) => {
  const page = await openTab();
  await page.evaluate(async () => {
    await import('shelflife/devtools');
    window.cache = window.shelflife.createCache({ name: 'alone' });
    const table = document.createElement('shelflife-entries');
    table.innerHTML = '<b slot="empty">Run scenario 1.</b><i slot="footer">cleared never</i>';
    Object.assign(table, { cache: window.cache, columns: 'key value writer left delete' });
    table.writerOf = ({ key }) =>
      key === 'movie' ? { name: 'frame A', colour: 'teal' } : undefined;
    document.body.append(table);
  });
  await expect(page.getByText('Run scenario 1.')).toBeVisible();
  await expect(page.getByText('cleared never')).toBeVisible();
  await fill(page);
  await expect(page.getByRole('columnheader')).toHaveText([
    'key↑',
    'value',
    'written by',
    'left',
    'delete',
  ]);
  await expect(row(page, 'movie')).toContainText('frame A');
  await row(page, 'movie', 2).getByRole('button').click();
  await expect(count(page)).toHaveText('3 entries');
  await page.evaluate(() => document.querySelector('shelflife-entries')!.refresh());
  const keys = await page.evaluate(() =>
    document.querySelector('shelflife-entries')!.entries.map(({ key }) => key),
  );
  expect(keys.sort()).toEqual(['course', 'items', 'movie']);
});

test('mountDevtools refuses what is no cache, and options it does not know', async ({
  openTab,
}) => {
  const page = await openTab();
  const messages = await page.evaluate(async () => {
    const { mountDevtools } = await import('shelflife/devtools');
    const cache = window.shelflife.createCache();
    const calls = [
      () => mountDevtools({} as never),
      () => mountDevtools(cache, { side: 'left' as never }),
      () => mountDevtools(cache, { place: 'right' } as never),
    ];
    return calls.map((call) => {
      try {
        return call();
      } catch (error) {
        return String(error);
      }
    });
  });
  expect(messages).toEqual([
    'TypeError: cache: expected a cache of createCache(), got [object Object]',
    `TypeError: side: expected 'bottom' or 'right', got "left"`,
    'TypeError: options: unknown option "place"; known: side, open, theme, label, now',
  ]);
});
