/** The demo's page: meter, clock, place, theme and sizes of the window. */
import {
  counts,
  expect,
  meter,
  open,
  PLACES,
  part,
  row,
  run,
  skip,
  test,
  visit,
  visited,
} from './demo/fixture.ts';

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
    await run(page, 2);
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
  await run(page, 3);
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

test('what the visit took, what it would have taken and what was saved are headlines', async ({
  page,
}) => {
  await open(page);
  await expect(meter(page)).toContainText('In 1 visit: 0 requests and');
  await visit(page);
  await expect(meter(page)).toContainText(/This visit\s*[\d.]+ ms/);
  await expect(meter(page)).toContainText(/Requests saved\s*3/);
  await expect(meter(page)).toContainText(/In 2 visits: 3 requests and\s+[\d.]+ m?s saved/);
  const last = meter(page).getByRole('list').getByRole('listitem').filter({ hasText: 'Visit 2' });
  const [, took, without] = /Visit 2: ([\d.]+) ms, without cache (\d+) ms/.exec(
    (await last.textContent()) ?? '',
  )!;
  expect(Number(took)).toBeLessThan(Number(without));

  await page.reload();
  await visited(page);
  await expect(meter(page)).toContainText('In 3 visits: 6 requests');
});

test('at 1280 × 800 meter, view, time line and table are seen without scrolling, and nothing moves between visits', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page);
  await visit(page);
  const seen = [
    meter(page),
    page.getByRole('article', { name: 'Course view' }),
    page.getByRole('region', { name: 'Time line' }),
    row(page, 'student'),
  ];
  const boxes = () => Promise.all(seen.map((one) => one.boundingBox()));
  const before = await boxes();
  for (const box of before) expect(box!.y + box!.height).toBeLessThanOrEqual(800);
  await skip(page).click();
  await visit(page);
  expect(await boxes()).toEqual(before);
});

test('the scrubber drains the rings, expires the parts and goes back to now', async ({ page }) => {
  await open(page);
  const scrubber = page.getByRole('slider', { name: 'Time' });
  await scrubber.fill('45');
  await expect(part(page, 'Student')).toContainText('expired');
  await expect(part(page, 'Favourite movie')).toContainText(/1[0-5] s/);
  await expect(row(page, 'student')).toContainText('expired');
  await page.reload();
  await visited(page);
  await expect(scrubber).toHaveValue('45');
  await scrubber.press('End');
  await expect(scrubber).toHaveAttribute('aria-valuetext', '10 m 00 s ahead');
  await expect(part(page, 'Courses')).toContainText('expired');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(scrubber).toHaveValue('0');
  await page.reload();
  await visited(page);
  await expect(scrubber).toHaveValue('0');
});

test('the badges are explained beside the table', async ({ page }) => {
  await open(page);
  const words = page.getByRole('list', { name: 'What the badges mean' }).getByRole('listitem');
  await expect(words).toHaveText([/hit/, /miss/, /stale/, /expired/]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('nothing overflows, and the course page comes first', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('status')).toContainText('Scenario 1');
    await page.locator('summary').filter({ hasText: 'Counters' }).click();
    await page.getByRole('button', { name: /^Run scenario 6/ }).click();
    await expect(page.getByRole('status')).toContainText('Scenario 6');
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(headings.map((text) => text.trim().split(/\s+/).join(' '))).toEqual([
      'The course page',
      'In the cache enroll_cache',
      'Scenarios',
      'Time line',
    ]);
  });

  test('Run, the result and the changed rows stay in sight at the bottom', async ({ page }) => {
    await page.goto('/');
    const bar = page.getByRole('region', { name: 'Run and result' });
    await expect(bar).toContainText('miss');
    await expect(bar).toContainText('student v1');
    await page.locator('summary').filter({ hasText: 'Only once' }).click();
    await bar.getByRole('button', { name: /^Run 7/ }).click();
    await expect(bar).toContainText("offer: '10% OFF'");
    await expect(bar).toContainText(/offer v1\s*1[12]\d s/);
    await expect(bar).toBeInViewport();
    await page.locator('summary').filter({ hasText: 'Only once' }).click();
    await bar.getByRole('button', { name: /^Visit again/ }).click();
    await expect(bar).toContainText('no row changed');
  });
});
