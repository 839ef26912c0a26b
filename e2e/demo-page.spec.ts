/** The demo's page: meter, clock, place, theme and sizes of the window. */
import { expect, PLACES, test } from './demo/fixture.ts';

for (const [place, path] of Object.entries(PLACES)) {
  test(`${place} the database is opened, and nowhere else`, async ({ page, demo }) => {
    await page.addInitScript(() => {
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = function (...args) {
        document.documentElement.dataset.opened = 'here';
        return open.apply(this, args);
      };
    });
    await demo.open(path);
    await demo.run(2);
    const isWorker = place === 'in a worker';
    expect(page.workers()).toHaveLength(isWorker ? 1 : 0);
    expect(await page.locator('html').getAttribute('data-opened')).toBe(isWorker ? null : 'here');
  });
}

test('the place is changed by keyboard, and kept by a reload, with all entries', async ({
  page,
  demo,
}) => {
  await demo.open();
  await demo.run(3);
  await expect(page.getByRole('figure')).not.toContainText('workerStore()');
  await page.getByRole('radio', { name: 'Main thread' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Worker' })).toBeChecked();
  await expect(demo.status).toContainText('Worker');
  await expect(page.getByRole('figure')).toContainText('store: workerStore()');
  await expect.poll(() => page.workers().length).toBe(1);
  expect(new URL(page.url()).search).toBe('?store=worker');
  await demo.visit();
  expect(await demo.requests()).toEqual({ courses: 1, movie: 1, student: 1, time: 2 });

  await page.reload();
  await demo.visited();
  await expect(page.getByRole('radio', { name: 'Worker' })).toBeChecked();
  await expect(demo.row('movie')).toContainText("'The Manjhi'");
  await expect(demo.part('Courses')).toContainText('hit');

  await page.getByRole('radio', { name: 'Main thread' }).check();
  await expect.poll(() => page.workers().length).toBe(0);
  expect(new URL(page.url()).search).toBe('');
  await demo.visit();
  expect(await demo.requests()).toEqual({ courses: 1, movie: 1, student: 1, time: 4 });
  // What was left is closed, and not opened again.
  expect(page.workers()).toHaveLength(0);
});

test('a visit that is under way when the place is changed is finished where it began', async ({
  page,
  demo,
}) => {
  await page.goto(PLACES['in a worker']);
  await expect.poll(() => page.workers().length).toBe(1);
  await page.getByRole('radio', { name: 'Main thread' }).check();
  await demo.visited();
  await expect(demo.part('Courses')).toContainText('Course 4');
  await expect.poll(() => page.workers().length).toBe(0);
  await expect(demo.row('courses')).toBeVisible();
  await demo.visit();
  expect(await demo.requests()).toEqual({ courses: 1, movie: 1, student: 1, time: 2 });
});

test('the backend and the theme can be seen, and the theme changed', async ({ page, demo }) => {
  await demo.open();
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
  demo,
}) => {
  await demo.open();
  await expect(demo.meter).toContainText('In 1 visit: 0 requests and');
  await demo.visit();
  await expect(demo.meter).toContainText(/This visit\s*[\d.]+ ms/);
  await expect(demo.meter).toContainText(/Requests saved\s*3/);
  await expect(demo.meter).toContainText(/In 2 visits: 3 requests and\s+[\d.]+ m?s saved/);
  const last = demo.meter.getByRole('list').getByRole('listitem').filter({ hasText: 'Visit 2' });
  const [, took, without] = /Visit 2: ([\d.]+) ms, without cache (\d+) ms/.exec(
    (await last.textContent()) ?? '',
  )!;
  expect(Number(took)).toBeLessThan(Number(without));

  await page.reload();
  await demo.visited();
  await expect(demo.meter).toContainText('In 3 visits: 6 requests');
});

test('at 1280 × 800 meter, view, time line and table are seen without scrolling, and nothing moves between visits', async ({
  page,
  demo,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await demo.open();
  const seen = [
    demo.meter,
    page.getByRole('article', { name: 'Course view' }),
    page.getByRole('region', { name: 'Time line' }),
    demo.row('student'),
  ];
  const boxes = () => Promise.all(seen.map((one) => one.boundingBox()));
  const before = await boxes();
  for (const box of before) expect(box!.y + box!.height).toBeLessThanOrEqual(800);
  await demo.skip.click();
  await demo.visit();
  expect(await boxes()).toEqual(before);
});

test('the scrubber drains the rings, expires the parts and goes back to now', async ({
  page,
  demo,
}) => {
  await demo.open();
  const scrubber = page.getByRole('slider', { name: 'Time' });
  await scrubber.fill('45');
  await expect(demo.part('Student')).toContainText('expired');
  await expect(demo.part('Favourite movie')).toContainText(/1[0-5] s/);
  await expect(demo.row('student')).toContainText('expired');
  await page.reload();
  await demo.visited();
  await expect(scrubber).toHaveValue('45');
  await scrubber.press('End');
  await expect(scrubber).toHaveAttribute('aria-valuetext', '10 m 00 s ahead');
  await expect(demo.part('Courses')).toContainText('expired');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(scrubber).toHaveValue('0');
  await page.reload();
  await demo.visited();
  await expect(scrubber).toHaveValue('0');
});

test('the badges are explained beside the table', async ({ page, demo }) => {
  await demo.open();
  const words = page.getByRole('list', { name: 'What the badges mean' }).getByRole('listitem');
  await expect(words).toHaveText([/hit/, /miss/, /stale/, /expired/]);
});

/** What the bar's button says in each view, and what the bar says after that. */
const BARS: Readonly<Record<string, readonly [label: string, result: RegExp]>> = {
  'With and without': ['Reload both', /Through the cache [\d.]+ ms/],
  'A second tab': ['Count together', /200.*exact.*together v1/s],
  'Even when stale': ['Ask', /students: 128/],
  Versions: ['API v2', /Lovelace, Ada.*teacher v2/s],
  'Break it': ['Clear the storage', /written.*Clear the storage: done by you/s],
  'Main thread and worker': ['Store in main thread', /Main thread: longest frame [\d.]+ ms/],
  'The race': ['Start', /[1-9]\d? % · get/],
  Console: ['Run', /→ undefined.*movie v1/s],
};

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('nothing overflows, and the course page comes first', async ({ page, demo }) => {
    await page.goto('/');
    await expect(demo.status).toContainText('Scenario 1');
    await demo.scenario('Counters').click();
    await page.getByRole('button', { name: /^Run scenario 6/ }).click();
    await expect(demo.status).toContainText('Scenario 6');
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

  for (const [title, [label, result]] of Object.entries(BARS))
    test(`“${title}” has its action and what came of it at the bottom`, async ({ page, demo }) => {
      await page.goto('/');
      await expect(demo.status).toContainText('Scenario 1');
      await demo.openView(title);
      if (title === 'Console')
        await page.getByRole('combobox', { name: 'await' }).fill("cache.set('movie', 'RRR', 60)");
      const bar = page.getByRole('region', { name: 'Run and result' });
      await bar.getByRole('button', { name: label }).click();
      await expect(bar).toHaveText(result, { timeout: 30_000 });
      await expect(bar).toBeInViewport({ ratio: 1 });
      await expect(demo.links.filter({ hasText: title })).toBeInViewport();
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    });

  test('Run, the result and the changed rows stay in sight at the bottom', async ({
    page,
    demo,
  }) => {
    await page.goto('/');
    const bar = page.getByRole('region', { name: 'Run and result' });
    await expect(bar).toContainText('miss');
    await expect(bar).toContainText('student v1');
    await demo.scenario('Only once').click();
    await bar.getByRole('button', { name: /^Run 7/ }).click();
    await expect(bar).toContainText("offer: '10% OFF'");
    await expect(bar).toContainText(/offer v1\s*1[12]\d s/);
    await expect(bar).toBeInViewport();
    await demo.scenario('Only once').click();
    await bar.getByRole('button', { name: /^Visit again/ }).click();
    await expect(bar).toContainText('no row changed');
  });
});
