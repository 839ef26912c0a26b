/** The demo: its eight scenarios, the course view and the table, as a visitor sees them. */
import {
  type APIRequestContext,
  test as base,
  expect,
  type Locator,
  type Page,
} from '@playwright/test';

/** Where the database work is done, as the URL has it. */
const PLACES = { 'on the main thread': '/', 'in a worker': '/?store=worker' };

type Counts = Record<'courses' | 'movie' | 'student' | 'time', number>;

/** Every test starts with the server's counts at 0, and fails on anything the console calls an error. */
const test = base.extend<{ allowedError: RegExp | undefined }>({
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

async function control(request: APIRequestContext, data: object): Promise<Counts> {
  return (await request.post('/api/control', { data })).json();
}

async function counts(request: APIRequestContext): Promise<Counts> {
  return (await request.get('/api/control')).json();
}

const visitAgain = (page: Page) => page.getByRole('button', { name: 'Visit again' });
const skip = (page: Page) => page.getByRole('button', { name: 'Skip 30 s' });
const part = (page: Page, name: string) =>
  page.getByRole('article', { name: 'Course view' }).getByRole('region', { name, exact: true });
const row = (page: Page, name: string, version = 1) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: `Delete ${name}, version ${version}` }) });

/** A visit is over when one may visit again. */
async function visited(page: Page) {
  await expect(page.getByRole('status')).not.toBeEmpty();
  await expect(visitAgain(page)).toHaveAttribute('aria-disabled', 'false');
}

async function open(page: Page, path = PLACES['on the main thread']) {
  await page.goto(path);
  await visited(page);
  await expect(page.getByRole('status')).toContainText('Scenario 8');
}

async function visit(page: Page) {
  const latest = page.getByRole('region', { name: /^Visit \d+$/ }).first();
  const before = await latest.getAttribute('aria-label');
  await visitAgain(page).click();
  await expect(latest).not.toHaveAttribute('aria-label', before ?? '');
  await visited(page);
}

/** Opens the scenario's card, runs it to its end, and gives what it did. */
async function run(page: Page, number: number): Promise<Locator> {
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
async function callsOf(outcome: Locator): Promise<string[]> {
  const lines = await outcome.getByRole('listitem').allInnerTexts();
  return lines.map((line) =>
    line
      .replace(/[●○↓◆◇–!·]\s/g, ' ')
      .replace(/[\d.]+ ms/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

for (const [place, path] of Object.entries(PLACES)) {
  test.describe(place, () => {
    test('1: the long code misses, sets and gets; the second time it hits', async ({ page }) => {
      await open(page, path);
      const outcome = await run(page, 1);
      expect(await callsOf(outcome)).toEqual([
        "get('movie', 'has_expired') → 'has_expired' miss",
        "set('movie', 'The Manjhi', 30) → undefined written",
        "get('movie') → 'The Manjhi' hit",
      ]);
      await expect(outcome).toContainText("Returned { movie: 'The Manjhi' }");
      await expect(row(page, 'movie')).toContainText("'The Manjhi'");
      await run(page, 1);
      await expect
        .poll(() => callsOf(outcome))
        .toEqual(["get('movie', 'has_expired') → 'The Manjhi' hit"]);
    });

    test('2: the short code keeps version 2 beside version 1', async ({ page }) => {
      await open(page, path);
      await run(page, 1);
      const outcome = await run(page, 2);
      expect(await callsOf(outcome)).toEqual([
        "getOrSet('movie', 2000, { timeout: 30, version: 2 }) → 2000 miss",
      ]);
      await expect(row(page, 'movie', 1)).toContainText("'The Manjhi'");
      await expect(row(page, 'movie', 2)).toContainText('2000');
      await expect(part(page, 'Favourite movie')).toContainText('2000');
      await run(page, 2);
      await expect.poll(() => callsOf(outcome)).toEqual([expect.stringContaining('→ 2000 hit')]);
    });

    test('3: many are set and got at once, into the page', async ({ page }) => {
      await open(page, path);
      const outcome = await run(page, 3);
      expect(await callsOf(outcome)).toEqual([
        "setMany({ name: 'Sonam', roll: 101 }, 30) → [] written",
        "getMany(['name', 'roll']) → { name: 'Sonam', roll: 101 } hit",
      ]);
      await expect(part(page, 'Student')).toContainText('Sonam');
      await expect(part(page, 'Student')).toContainText('name, roll v1');
      await expect(row(page, 'roll')).toContainText('101');
    });

    test('4: deletes resolve to whether an entry was there', async ({ page }) => {
      await open(page, path);
      expect(await callsOf(await run(page, 4))).toEqual([
        "setMany({ movie: 'RRR', roll: 101 }, 30) → [] written",
        "set('fees', 4200, { timeout: 30, version: 2 }) → undefined written",
        "delete('roll') → true removed",
        "delete('fees', { version: 2 }) → true removed",
        "deleteMany(['movie', 'roll']) → 1 removed",
      ]);
      await expect(row(page, 'movie')).toHaveCount(0);
    });

    test('5: counters count, and a missing one is an error in the page', async ({ page }) => {
      await open(page, path);
      const outcome = await run(page, 5);
      expect(await callsOf(outcome)).toEqual([
        "set('roll', 101, 600) → undefined written",
        "decr('roll') → 100 written",
        "incr('roll', 3) → 103 written",
        "add('views', 0, null) → true written",
        "incr('views') → 1 written",
        "incr('likes') error",
      ]);
      await expect(outcome).toContainText('KeyNotFoundError Key "likes" is missing or expired');
      await expect(row(page, 'views')).toContainText('for ever');
      await run(page, 5);
      await expect.poll(async () => (await callsOf(outcome))[4]).toBe("incr('views') → 2 written");
    });

    test('6: an offer is posted once, and a touch renews the expiry', async ({ page }) => {
      await open(page, path);
      const outcome = await run(page, 6);
      const calls = await callsOf(outcome);
      expect(calls.slice(0, 5)).toEqual([
        "add('offer', '10% OFF', 60) → true written",
        "add('offer', '20% OFF', 60) → false hit",
        "get('offer') → '10% OFF' hit",
        "set('movie', 'The Manjhi', 30) → undefined written",
        "touch('movie', 120) → true written",
      ]);
      expect(calls[5]).toMatch(/^ttl\('movie'\) → (120|119\.\d+) hit$/);
      await expect(row(page, 'movie')).toContainText(/1[12]\d s/);
    });

    test('7: clear empties the table, and after close the cache goes on', async ({ page }) => {
      await open(page, path);
      await run(page, 5);
      const outcome = await run(page, 7);
      expect(await callsOf(outcome)).toEqual([
        "set('movie', 'The Manjhi', 30) → undefined written",
        'clear() → undefined removed',
        "get('movie') → undefined miss",
        'close() → undefined done',
      ]);
      await expect(page.getByText('Nothing cached yet. Run scenario 1.')).toBeVisible();
      await expect(page.getByText(/cleared \d\d:\d\d:\d\d/)).toBeVisible();
      await run(page, 1);
      await expect(row(page, 'movie')).toBeVisible();
    });

    test('8: each part is loaded once, and after 30 s the student alone again', async ({
      page,
      request,
    }) => {
      await open(page, path);
      expect(await counts(request)).toEqual({ courses: 1, movie: 1, student: 1, time: 1 });
      await expect(part(page, 'Courses')).toContainText('Course 4');
      await expect(part(page, 'Courses')).toContainText('miss');

      const outcome = await run(page, 8);
      await expect(page.getByRole('region', { name: 'Visit 2' })).toBeVisible();
      expect(await callsOf(outcome)).toEqual([
        expect.stringMatching(/^getOrSet\('courses', \(\) => …, 300\) → .* hit$/),
        expect.stringMatching(/^getOrSet\('favourite', \(\) => …, 60\) → 'The Manjhi' hit$/),
        expect.stringMatching(/^getOrSet\('student', \(\) => …, 30\) → .* hit$/),
      ]);
      expect(await counts(request)).toEqual({ courses: 1, movie: 1, student: 1, time: 2 });

      await skip(page).click();
      await expect(part(page, 'Student')).toContainText('expired');
      await expect(row(page, 'student')).toContainText('expired');
      await visit(page);
      expect(await counts(request)).toEqual({ courses: 1, movie: 1, student: 2, time: 3 });
      for (const name of ['Courses', 'Favourite movie']) {
        await expect(part(page, name)).toContainText('hit');
        await expect(part(page, name)).toContainText('1 request');
      }
      await expect(part(page, 'Student')).toContainText('miss');
      await expect(part(page, 'Student')).toContainText('2 requests');
      await expect(part(page, 'Server time')).toContainText('never cached');
    });

    test('8: the time line draws both flows', async ({ page }) => {
      await open(page, path);
      await visit(page);
      const flows = async (visitNumber: number) => {
        const lines = page
          .getByRole('region', { name: `Visit ${visitNumber}` })
          .getByRole('listitem');
        return (await lines.allInnerTexts()).map((line) =>
          line.replace(/[\d.]+ ms/g, '').replace(/\s+/g, ' '),
        );
      };
      expect((await flows(1))[0]).toContain('miss check → load → store → respond');
      expect((await flows(2))[0]).toContain('hit check → respond');
    });

    test('a reload keeps the entries, and costs no request but for the time', async ({
      page,
      request,
    }) => {
      await open(page, path);
      await run(page, 1);
      await page.reload();
      await visited(page);
      await expect(part(page, 'Courses')).toContainText('hit');
      await expect(row(page, 'movie')).toContainText("'The Manjhi'");
      expect(await counts(request)).toEqual({ courses: 1, movie: 1, student: 1, time: 2 });
    });

    test('a second visit after every expiry loads every part again', async ({ page, request }) => {
      await open(page, path);
      for (let skipped = 0; skipped < 300; skipped += 30) await skip(page).click();
      await page.reload();
      await visited(page);
      await expect(part(page, 'Courses')).toContainText('miss');
      expect(await counts(request)).toEqual({ courses: 2, movie: 2, student: 2, time: 2 });
    });

    test.describe('with an endpoint that fails', () => {
      // The browser itself puts a failed request on the console.
      test.use({ allowedError: /status of 503/ });

      test('that part tells so, the rest is rendered, and nothing wrong is cached', async ({
        page,
        request,
      }) => {
        await control(request, { part: 'movie', fail: true });
        await open(page, path);
        await expect(part(page, 'Favourite movie')).toContainText('/api/movie answered 503');
        await expect(part(page, 'Courses')).toContainText('Course 1');
        await expect(part(page, 'Student')).toContainText('Sonam');
        await expect(row(page, 'favourite')).toHaveCount(0);

        await control(request, { part: 'movie', fail: false });
        await visit(page);
        await expect(part(page, 'Favourite movie')).toContainText('The Manjhi');
      });
    });

    test('deleting a row removes the entry', async ({ page, request }) => {
      await open(page, path);
      await page.getByRole('button', { name: 'Delete student, version 1' }).click();
      await expect(row(page, 'student')).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'Delete favourite, version 1' })).toBeFocused();
      await expect(part(page, 'Student')).toContainText('not cached any more');
      await visit(page);
      expect(await counts(request)).toMatchObject({ courses: 1, student: 2 });
    });
  });
}

test('a scenario runs by keyboard alone', async ({ page }) => {
  await open(page);
  await page.locator('summary').filter({ hasText: 'Short code' }).focus();
  await page.keyboard.press('Enter');
  const button = page.getByRole('button', { name: 'Run scenario 2' });
  await expect(button).toBeVisible();
  // Past the code, which can be scrolled.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(row(page, 'movie', 2)).toBeVisible();
});

test('the code that is copied is the code that is shown', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  await page.getByRole('button', { name: 'Copy the code of scenario 1' }).click();
  await expect(page.getByRole('button', { name: 'Copy the code of scenario 1' })).toHaveText(
    'Copied',
  );
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("await cache.get('movie', 'has_expired')");
  expect(await page.locator('pre').first().textContent()).toBe(copied);
});

for (const [place, path] of Object.entries(PLACES)) {
  test(`${place} the database is opened, and nowhere else`, async ({ page }) => {
    await page.addInitScript(() => {
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = function (...args) {
        document.documentElement.dataset.opened = 'here';
        return open.apply(this, args);
      };
    });
    await open(page, path);
    await run(page, 1);
    const isWorker = place === 'in a worker';
    expect(page.workers()).toHaveLength(isWorker ? 1 : 0);
    expect(await page.locator('html').getAttribute('data-opened')).toBe(isWorker ? null : 'here');
  });
}

test('the place is changed by keyboard, and kept by a reload, with all entries', async ({
  page,
  request,
}) => {
  await open(page);
  await run(page, 1);
  await expect(page.getByRole('figure')).not.toContainText('workerStore()');
  await page.getByRole('radio', { name: 'Main thread' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Worker' })).toBeChecked();
  await expect(page.getByRole('status')).toContainText('Worker');
  await expect(page.getByRole('figure')).toContainText('store: workerStore()');
  await expect.poll(() => page.workers().length).toBe(1);
  expect(new URL(page.url()).search).toBe('?store=worker');
  await visit(page);
  expect(await counts(request)).toEqual({ courses: 1, movie: 1, student: 1, time: 2 });

  await page.reload();
  await visited(page);
  await expect(page.getByRole('radio', { name: 'Worker' })).toBeChecked();
  await expect(row(page, 'movie')).toContainText("'The Manjhi'");
  await expect(part(page, 'Courses')).toContainText('hit');

  await page.getByRole('radio', { name: 'Main thread' }).check();
  await expect.poll(() => page.workers().length).toBe(0);
  expect(new URL(page.url()).search).toBe('');
  await visit(page);
  expect(await counts(request)).toEqual({ courses: 1, movie: 1, student: 1, time: 4 });
  // What was left is closed, and not opened again.
  expect(page.workers()).toHaveLength(0);
});

test('a visit that is under way when the place is changed is finished where it began', async ({
  page,
  request,
}) => {
  await page.goto(PLACES['in a worker']);
  await expect.poll(() => page.workers().length).toBe(1);
  await page.getByRole('radio', { name: 'Main thread' }).check();
  await visited(page);
  await expect(part(page, 'Courses')).toContainText('Course 4');
  await expect.poll(() => page.workers().length).toBe(0);
  await expect(row(page, 'courses')).toBeVisible();
  await visit(page);
  expect(await counts(request)).toEqual({ courses: 1, movie: 1, student: 1, time: 2 });
});

test('the backend and the theme can be seen, and the theme changed', async ({ page }) => {
  await open(page);
  await expect(page.getByText('IndexedDB ●')).toBeVisible();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  expect(await ground()).not.toBe(light);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Light theme' })).toBeVisible();
});

test('on a phone nothing overflows, and the course view comes first', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 800 });
  await open(page);
  await run(page, 5);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  const tops = await page
    .getByRole('heading', { level: 2 })
    .evaluateAll((headings) => headings.map(({ textContent }) => textContent?.trim()));
  expect(tops).toEqual(['The course view', 'enroll_cache', 'Scenarios', 'Time line']);
});
