/** The shop in `examples/shop`, as its customers use it. */
import { readFileSync } from 'node:fs';
import { type BrowserContext, test as base, expect, type Page, type Route } from '@playwright/test';
import { SHOP_PORT } from '../browsers/ports.ts';

const LIST = '**/api/products.json';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Pages whose clock `later` moves, and the paths that they have asked the server for. */
const test = base.extend<{ requests: string[] }>({
  context: async ({ context }, use) => {
    await context.addInitScript(() => {
      const now = Date.now;
      Date.now = () => now() + Number(localStorage.getItem('later') ?? 0);
    });
    await use(context);
  },
  requests: async ({ context }, use) => {
    const requests: string[] = [];
    context.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/')) requests.push(pathname);
    });
    await use(requests);
  },
});

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`http://localhost:${SHOP_PORT}/`);
  return page;
}

const list = (page: Page) => page.getByRole('list', { name: 'Products' });
const cart = (page: Page) => page.getByRole('list', { name: 'Cart' });
const details = (page: Page) => page.getByRole('region', { name: 'Details' });
const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** The page starts again when so many ms have passed. */
async function reloadAfter(page: Page, ms: number) {
  await page.evaluate((later) => localStorage.setItem('later', String(later)), ms);
  await page.reload();
}

const withPrice = (price: number) => ({ json: [{ id: 1, name: 'Tea', price }] });

/** Holds back the answers of the list until they are let go. */
async function holdList(context: BrowserContext, price: number) {
  const held: Route[] = [];
  const answer = (route: Route) => route.fulfill(withPrice(price));
  let isHeld = true;
  await context.route(LIST, (route) => (isHeld ? void held.push(route) : answer(route)));
  return async () => {
    isHeld = false;
    await Promise.all(held.map(answer));
  };
}

test('the data layer has at most 60 lines', () => {
  const file = new URL('../examples/shop/data.ts', import.meta.url);
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(60);
});

test('the list is asked for once a minute', async ({ context, requests }) => {
  const page = await open(context);
  await expect(list(page)).toContainText('Tea');
  await page.reload();
  await expect(list(page)).toContainText('Tea');
  expect(requests).toEqual(['/api/products.json']);
});

test('the details of a product are asked for once', async ({ context, requests }) => {
  const page = await open(context);
  await click(page, 'Mug');
  await expect(details(page)).toHaveText('Mug costs 9 €');
  await click(page, 'Tea');
  await expect(details(page)).toHaveText('Tea costs 4 €');
  await click(page, 'Mug');
  await expect(details(page)).toHaveText('Mug costs 9 €');
  expect(requests.filter((path) => path === '/api/2.json')).toHaveLength(1);
});

test('looking at another product gives up the first request', async ({ context }) => {
  await context.route('**/api/1.json', () => {});
  const page = await open(context);
  const failed = page.waitForEvent('requestfailed');
  await click(page, 'Tea');
  await click(page, 'Mug');
  expect((await failed).url()).toContain('/api/1.json');
  await expect(details(page)).toHaveText('Mug costs 9 €');
  await expect(page.getByRole('status')).toBeEmpty();
});

test('the cart is there after a reload and in a second tab, which adds to it', async ({
  context,
}) => {
  const page = await open(context);
  await click(page, 'Add Tea');
  await expect(cart(page)).toHaveText('Product 1: 1');
  await page.reload();
  await expect(cart(page)).toHaveText('Product 1: 1');

  const other = await open(context);
  await expect(cart(other)).toHaveText('Product 1: 1');
  await Promise.all([click(page, 'Add Tea'), click(other, 'Add Tea')]);
  await expect(cart(page)).toHaveText('Product 1: 3');
  await expect(cart(other)).toHaveText('Product 1: 3');
});

test('logging out empties the cart in both tabs, and keeps the products', async ({
  context,
  requests,
}) => {
  const [page, other] = [await open(context), await open(context)];
  await click(page, 'Add Mug');
  await expect(cart(other)).toHaveText('Product 2: 1');
  await click(page, 'Log out');
  await expect(cart(page)).toBeEmpty();
  await expect(cart(other)).toBeEmpty();
  await page.reload();
  await expect(list(page)).toContainText('Mug');
  expect(requests).toEqual(['/api/products.json']);
});

test('two tabs that open together make one request', async ({ context, requests }) => {
  const letGo = await holdList(context, 4);
  const [page, other] = await Promise.all([open(context), open(context)]);
  await expect.poll(() => requests.length).toBeGreaterThan(0);
  await letGo();
  await expect(list(page)).toContainText('Tea');
  await expect(list(other)).toContainText('Tea');
  expect(requests).toEqual(['/api/products.json']);
});

test('the old list is shown at once while it reloads, then the new one, in both tabs', async ({
  context,
  requests,
}) => {
  const page = await open(context);
  await expect(list(page)).toContainText('4 €');
  const letGo = await holdList(context, 5);
  await reloadAfter(page, 2 * MINUTE);
  await expect(list(page)).toContainText('4 €');
  const other = await open(context);
  await expect(list(other)).toContainText('4 €');
  await expect.poll(() => requests.length).toBe(2);
  await letGo();
  await expect(list(page)).toContainText('5 €');
  await expect(list(other)).toContainText('5 €');
  expect(requests).toHaveLength(2);
});

for (const [failure, fail] of Object.entries({
  'the network is gone': (route: Route) => route.abort('internetdisconnected'),
  'the server answers 500': (route: Route) => route.fulfill({ status: 500 }),
})) {
  test(`where ${failure}, a visit starts with the list of the last week`, async ({ context }) => {
    const page = await open(context);
    await expect(list(page)).toContainText('Tea');
    await context.route(LIST, fail);
    await reloadAfter(page, 6 * DAY);
    await expect(list(page)).toContainText('Tea');
  });

  test(`where ${failure}, the first visit says so`, async ({ context }) => {
    await context.route(LIST, fail);
    const page = await open(context);
    await expect(page.getByRole('status')).not.toBeEmpty();
  });
}

test('Refresh asks the server although the list is new', async ({ context, requests }) => {
  const page = await open(context);
  await expect(list(page)).toContainText('4 €');
  await context.route(LIST, (route) => route.fulfill(withPrice(5)));
  await click(page, 'Refresh');
  await expect(list(page)).toContainText('5 €');
  expect(requests).toHaveLength(2);
});

test('a Refresh that fails says so, and leaves the list', async ({ context }) => {
  const page = await open(context);
  await expect(list(page)).toContainText('Tea');
  await context.route(LIST, (route) => route.fulfill({ status: 500 }));
  await click(page, 'Refresh');
  await expect(page.getByRole('status')).toContainText('500');
  await expect(list(page)).toContainText('Tea');
});
