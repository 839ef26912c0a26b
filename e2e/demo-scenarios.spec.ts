/** The demo's scenarios, as a visitor runs them. */
import { callsOf, expect, PLACES, test } from './demo/fixture.ts';

for (const [place, path] of Object.entries(PLACES)) {
  test.describe(place, () => {
    test('1: each part is loaded once, and after 30 s the student alone again', async ({
      page,
      demo,
    }) => {
      await demo.open(path);
      expect(await demo.requests()).toEqual({ courses: 1, movie: 1, student: 1, time: 1 });
      await expect(demo.part('Courses')).toContainText('Course 4');
      await expect(demo.part('Courses')).toContainText('miss');

      const outcome = await demo.run(1);
      await expect(page.getByRole('region', { name: 'Visit 2' })).toBeVisible();
      expect(await callsOf(outcome)).toEqual([
        expect.stringMatching(/^getOrSet\('courses', \(\) => …, 300\) → .* hit$/),
        expect.stringMatching(/^getOrSet\('movie', \(\) => …, 60\) → 'The Manjhi' hit$/),
        expect.stringMatching(/^getOrSet\('student', \(\) => …, 30\) → .* hit$/),
      ]);
      expect(await demo.requests()).toEqual({ courses: 1, movie: 1, student: 1, time: 2 });

      await demo.skip.click();
      await expect(demo.part('Student')).toContainText('expired');
      await expect(demo.row('student')).toContainText('expired');
      await demo.visit();
      expect(await demo.requests()).toEqual({ courses: 1, movie: 1, student: 2, time: 3 });
      for (const name of ['Courses', 'Favourite movie']) {
        await expect(demo.part(name)).toContainText('hit');
        await expect(demo.part(name)).toContainText('1 request');
      }
      await expect(demo.part('Student')).toContainText('miss');
      await expect(demo.part('Student')).toContainText('2 requests');
      await expect(demo.part('Server time')).toContainText('never cached');
    });

    test('1: the time line draws both flows', async ({ page, demo }) => {
      await demo.open(path);
      await demo.visit();
      const flows = async (visitNumber: number) => {
        const lines = page
          .getByRole('region', { name: `Visit ${visitNumber}` })
          .getByRole('listitem');
        return (await lines.allInnerTexts()).map((line) =>
          line.replace(/[\d.]+ ms/g, '').replace(/\s+/g, ' '),
        );
      };
      expect((await flows(1))[0]).toMatch(/miss .*check → load → store → respond/);
      expect((await flows(2))[0]).toMatch(/hit .*check → respond/);
    });

    test('2: by hand it hits what the page has stored; without that it misses, loads and sets', async ({
      page,
      demo,
    }) => {
      await demo.open(path);
      const outcome = await demo.run(2);
      expect(await callsOf(outcome)).toEqual(["get('movie', 'has_expired') → 'The Manjhi' hit"]);
      await expect(outcome).toContainText("Returned { movie: 'The Manjhi' }");

      await page.getByRole('button', { name: 'Delete movie, version 1' }).click();
      await expect(demo.row('movie')).toHaveCount(0);
      await demo.run(2);
      await expect
        .poll(() => callsOf(outcome))
        .toEqual([
          "get('movie', 'has_expired') → 'has_expired' miss",
          "set('movie', 'The Manjhi', 30) → undefined written",
          "get('movie') → 'The Manjhi' hit",
        ]);
      expect(await demo.requests()).toMatchObject({ movie: 2 });
    });

    test('3: in one call, and version 2 beside version 1', async ({ demo }) => {
      await demo.open(path);
      const outcome = await demo.run(3);
      expect(await callsOf(outcome)).toEqual([
        "getOrSet('movie', () => …, 30) → 'The Manjhi' hit",
        "getOrSet('movie', { title: 'The Manjhi', year: 2015 }, { timeout: 30, version: 2 }) → { title: 'The Manjhi', year: 2015 } miss",
      ]);
      await expect(demo.row('movie', 1)).toContainText("'The Manjhi'");
      await expect(demo.row('movie', 2)).toContainText('2015');
      await expect(demo.part('Favourite movie')).toContainText('The Manjhi');
      await demo.run(3);
      await expect.poll(async () => (await callsOf(outcome))[1]).toContain('year: 2015 } hit');
    });

    test('4: many are set and got at once, into the page', async ({ demo }) => {
      await demo.open(path);
      const outcome = await demo.run(4);
      expect(await callsOf(outcome)).toEqual([
        "setMany({ name: 'Sonam', roll: 101 }, 30) → [] written",
        "getMany(['name', 'roll']) → { name: 'Sonam', roll: 101 } hit",
      ]);
      await expect(demo.part('Student')).toContainText('Sonam');
      await expect(demo.part('Student')).toContainText('name, roll v1');
      await expect(demo.row('roll')).toContainText('101');
    });

    test('5: deletes resolve to whether an entry was there', async ({ demo }) => {
      await demo.open(path);
      expect(await callsOf(await demo.run(5))).toEqual([
        "setMany({ name: 'Sonam', roll: 101 }, 30) → [] written",
        "set('fees', 4200, { timeout: 30, version: 2 }) → undefined written",
        "delete('roll') → true removed",
        "delete('fees', { version: 2 }) → true removed",
        "deleteMany(['name', 'roll']) → 1 removed",
      ]);
      await expect(demo.row('name')).toHaveCount(0);
    });

    test('6: counters count, and a missing one is an error in the page', async ({ demo }) => {
      await demo.open(path);
      const outcome = await demo.run(6);
      expect(await callsOf(outcome)).toEqual([
        "set('roll', 101, 600) → undefined written",
        "decr('roll') → 100 written",
        "incr('roll', 3) → 103 written",
        "add('views', 0, null) → true written",
        "incr('views') → 1 written",
        "incr('likes') error",
      ]);
      await expect(outcome).toContainText('KeyNotFoundError Key "likes" is missing or expired');
      await expect(demo.row('views')).toContainText('for ever');
      await demo.run(6);
      await expect.poll(async () => (await callsOf(outcome))[4]).toBe("incr('views') → 2 written");
    });

    test('7: an offer is posted once, and a touch renews the expiry', async ({ demo }) => {
      await demo.open(path);
      const outcome = await demo.run(7);
      const calls = await callsOf(outcome);
      expect(calls.slice(0, 4)).toEqual([
        "add('offer', '10% OFF', 60) → true written",
        "add('offer', '20% OFF', 60) → false hit",
        "get('offer') → '10% OFF' hit",
        "touch('offer', 120) → true written",
      ]);
      expect(calls[4]).toMatch(/^ttl\('offer'\) → (120|119\.\d+) hit$/);
      await expect(demo.row('offer')).toContainText(/1[12]\d s/);
    });

    test('8: clear empties the table, and after close the cache goes on', async ({
      page,
      demo,
    }) => {
      await demo.open(path);
      await demo.run(6);
      const outcome = await demo.run(8);
      expect(await callsOf(outcome)).toEqual([
        "set('movie', 'The Manjhi', 30) → undefined written",
        'clear() → undefined removed',
        "get('movie') → undefined miss",
        'close() → undefined done',
      ]);
      await expect(page.getByText('Nothing cached yet. Visit the page')).toBeVisible();
      await expect(page.getByText(/cleared \d\d:\d\d:\d\d/)).toBeVisible();
      await demo.run(2);
      await expect(demo.row('movie')).toBeVisible();
    });

    test('a reload keeps the entries, and costs no request but for the time', async ({
      page,
      demo,
    }) => {
      await demo.open(path);
      await demo.run(6);
      await page.reload();
      await demo.visited();
      await expect(demo.part('Courses')).toContainText('hit');
      await expect(demo.row('views')).toContainText('1');
      expect(await demo.requests()).toEqual({ courses: 1, movie: 1, student: 1, time: 2 });
    });

    test('a second visit after every expiry loads every part again', async ({ page, demo }) => {
      await demo.open(path);
      for (let skipped = 0; skipped < 300; skipped += 30) await demo.skip.click();
      await page.reload();
      await demo.visited();
      await expect(demo.part('Courses')).toContainText('miss');
      expect(await demo.requests()).toEqual({ courses: 2, movie: 2, student: 2, time: 2 });
    });

    test.describe('with an endpoint that fails', () => {
      // The browser itself puts a failed request on the console.
      test.use({ allowedError: /status of 503/ });

      test('that part tells so, the rest is rendered, and nothing wrong is cached', async ({
        demo,
      }) => {
        await demo.control({ part: 'movie', fail: true });
        await demo.open(path);
        await expect(demo.part('Favourite movie')).toContainText('/api/movie answered 503');
        await expect(demo.part('Courses')).toContainText('Course 1');
        await expect(demo.part('Student')).toContainText('Sonam');
        await expect(demo.row('movie')).toHaveCount(0);

        await demo.control({ part: 'movie', fail: false });
        await demo.visit();
        await expect(demo.part('Favourite movie')).toContainText('The Manjhi');
      });
    });

    test('deleting a row removes the entry', async ({ page, demo }) => {
      await demo.open(path);
      await page.getByRole('button', { name: 'Delete student, version 1' }).click();
      await expect(demo.row('student')).toHaveCount(0);
      await expect(demo.row('movie')).toBeFocused();
      await expect(demo.part('Student')).toContainText('not cached any more');
      await demo.visit();
      expect(await demo.requests()).toMatchObject({ courses: 1, student: 2 });
    });
  });
}

test('a scenario runs by keyboard alone', async ({ page, demo }) => {
  await demo.open();
  await demo.scenario('In one call').focus();
  await page.keyboard.press('Enter');
  const button = page.getByRole('button', { name: 'Run scenario 3' });
  await expect(button).toBeVisible();
  // Past the code, which can be scrolled.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(demo.row('movie', 2)).toBeVisible();
});

test('the code that is copied is the code that is shown', async ({ page, context, demo }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await demo.open();
  await page.getByRole('button', { name: 'Copy the code of scenario 1' }).click();
  await expect(page.getByRole('button', { name: 'Copy the code of scenario 1' })).toHaveText(
    'Copied',
  );
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain("cache.getOrSet('movie', movie, 60)");
  expect(await page.locator('pre').first().textContent()).toBe(copied);
});

test('the Python of Django is shown at a switch, and the TypeScript still runs', async ({
  page,
  demo,
}) => {
  await demo.open();
  await page.getByRole('radio', { name: 'Python' }).check();
  await demo.scenario('The same by hand').click();
  const card = page.locator('scenario-card').filter({ hasText: 'The same by hand' });
  await expect(card.locator('pre')).toContainText('cache.set("movie", movie, 30)');
  const outcome = await demo.run(2);
  expect(await callsOf(outcome)).toEqual(["get('movie', 'has_expired') → 'The Manjhi' hit"]);
  await page.getByRole('radio', { name: 'TypeScript' }).check();
  await expect(card.locator('pre')).toContainText("await cache.set('movie', movie, 30)");
});
