/** The demo as a visitor sees it: what the specs of all its views share. */
import {
  type APIRequestContext,
  test as base,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';

export { expect } from '@playwright/test';

/** Where the database work is done, as the URL has it. */
export const PLACES = { 'on the main thread': '/', 'in a worker': '/?store=worker' };

/** How many requests each endpoint has had. */
export type Counts = Partial<Record<string, number>>;

/**
 * Every test starts with the server's counts at 0, and fails on anything that the console calls an
 * error. The service worker is blocked where a test is not about it.
 */
export const test = base.extend<{ allowedError: RegExp | undefined }>({
  serviceWorkers: 'block',
  allowedError: [undefined, { option: true }],
  page: async ({ page, request, allowedError }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await control(request, { reset: true });
    await use(page);
    await control(request, { reset: true });
    expect(errors.filter((text) => !allowedError?.test(text))).toEqual([]);
  },
});

export async function control(request: APIRequestContext, data: object): Promise<Counts> {
  return (await request.post('/api/control', { data })).json();
}

export async function counts(request: APIRequestContext): Promise<Counts> {
  return (await request.get('/api/control')).json();
}

export const visitAgain = (page: Page) =>
  page.getByRole('button', { name: 'Visit again', exact: true });
export const skip = (page: Page) => page.getByRole('button', { name: 'Skip 30 s' });
export const meter = (page: Page) => page.getByRole('region', { name: 'What the cache saved' });
export const part = (page: Page, name: string) =>
  page.getByRole('article', { name: 'Course view' }).getByRole('region', { name, exact: true });
export const row = (page: Page, name: string, version = 1) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: `Delete ${name}, version ${version}` }) });

/** Opens another view by its link. */
export async function openView(page: Page, title: string) {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: title }).click();
}

/** A visit is over when one may visit again. */
export async function visited(page: Page) {
  await expect(page.getByRole('status')).not.toBeEmpty();
  await expect(visitAgain(page)).toHaveAttribute('aria-disabled', 'false');
}

export async function open(page: Page, path = PLACES['on the main thread']) {
  await page.goto(path);
  await visited(page);
  await expect(page.getByRole('status')).toContainText('Scenario 1');
}

export async function visit(page: Page) {
  const latest = page.getByRole('region', { name: /^Visit \d+$/ }).first();
  const before = await latest.getAttribute('aria-label');
  await visitAgain(page).click();
  await expect(latest).not.toHaveAttribute('aria-label', before ?? '');
  await visited(page);
}

/** Opens the scenario's card, runs it to its end, and gives what it did. */
export async function run(page: Page, number: number): Promise<Locator> {
  const button = page.getByRole('button', { name: `Run scenario ${number}` });
  if (!(await button.isVisible()))
    await page
      .locator('summary')
      .filter({ hasText: new RegExp(`^\\s*${number}\\b`) })
      .click();
  await button.click();
  await expect(page.getByRole('status')).toContainText(`Scenario ${number}`);
  await expect(button).toHaveAttribute('aria-disabled', 'false');
  return page.getByRole('group', { name: `What scenario ${number} did` });
}

/** The calls of a run, one line each: `get('movie') → 'The Manjhi' hit 0.4 ms`, times left out. */
export async function callsOf(outcome: Locator): Promise<string[]> {
  const lines = await outcome.getByRole('listitem').allInnerTexts();
  return lines.map((line) =>
    line
      .replace(/[●○◐↓◆◇–!·]\s/g, ' ')
      .replace(/[\d.]+ ms/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}
