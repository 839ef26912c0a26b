/** The demo as a visitor sees it: the fixture that the specs of all its views share. */
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

interface DemoFixtures {
  /** What the console may call an error without failing the test. */
  allowedError: RegExp | undefined;
  demo: Demo;
}

/**
 * Every test starts with the server's counts at 0, and fails on anything that the console calls an
 * error. The service worker is blocked where a test is not about it.
 */
export const test = base.extend<DemoFixtures>({
  serviceWorkers: 'block',
  allowedError: [undefined, { option: true }],

  page: async ({ page, allowedError }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await use(page);
    expect(errors.filter((text) => !allowedError?.test(text))).toEqual([]);
  },

  demo: async ({ page, request }, use) => {
    const demo = new Demo(page, request);
    await demo.control({ reset: true });
    await use(demo);
    await demo.control({ reset: true });
  },
});

/** One page of the demo, and the server behind it. */
export class Demo {
  readonly #page: Page;
  readonly #request: APIRequestContext;

  constructor(page: Page, request: APIRequestContext) {
    this.#page = page;
    this.#request = request;
  }

  /** Sets how an endpoint answers. */
  async control(data: object): Promise<Counts> {
    return (await this.#request.post('/api/control', { data })).json();
  }

  async requests(): Promise<Counts> {
    return (await this.#request.get('/api/control')).json();
  }

  /** What the page announces; the table announces what is done in it. */
  get status(): Locator {
    return this.#page.locator('demo-app > [role="status"]');
  }

  get visitAgain(): Locator {
    return this.#page.getByRole('button', { name: 'Visit again', exact: true });
  }

  get skip(): Locator {
    return this.#page.getByRole('button', { name: 'Skip 30 s' });
  }

  get meter(): Locator {
    return this.#page.getByRole('region', { name: 'What the cache saved' });
  }

  part(name: string): Locator {
    const view = this.#page.getByRole('article', { name: 'Course view' });
    return view.getByRole('region', { name, exact: true });
  }

  row(name: string, version = 1): Locator {
    const button = this.#page.getByRole('button', {
      name: `Delete ${name}, version ${version}`,
    });
    return this.#page.getByRole('row').filter({ has: button });
  }

  scenario(title: string | RegExp): Locator {
    return this.#page.locator('summary').filter({ hasText: title });
  }

  get links(): Locator {
    return this.#page.getByRole('navigation', { name: 'Views' }).getByRole('link');
  }

  /** Opens another view by its link. */
  async openView(title: string) {
    const nav = this.#page.getByRole('navigation', { name: 'Views' });
    await nav.getByRole('link', { name: title, exact: true }).click();
    await expect(this.#page).toHaveTitle(`${title} · Shelflife`);
  }

  /** A visit is over when one may visit again. */
  async visited() {
    await expect(this.status).not.toBeEmpty();
    await expect(this.visitAgain).toHaveAttribute('aria-disabled', 'false');
  }

  async open(path = PLACES['on the main thread']) {
    await this.#page.goto(path);
    await this.visited();
    await expect(this.status).toContainText('Scenario 1');
  }

  async visit() {
    const latest = this.#page.getByRole('region', { name: /^Visit \d+$/ }).first();
    const before = await latest.getAttribute('aria-label');
    await this.visitAgain.click();
    await expect(latest).not.toHaveAttribute('aria-label', before ?? '');
    await this.visited();
  }

  /** Opens the scenario's card, runs it to its end, and gives what it did. */
  async run(number: number): Promise<Locator> {
    const button = this.#page.getByRole('button', { name: `Run scenario ${number}` });
    if (!(await button.isVisible())) await this.scenario(new RegExp(`^\\s*${number}\\b`)).click();
    await button.click();
    await expect(this.status).toContainText(`Scenario ${number}`);
    await expect(button).toHaveAttribute('aria-disabled', 'false');
    return this.#page.getByRole('group', { name: `What scenario ${number} did` });
  }
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
