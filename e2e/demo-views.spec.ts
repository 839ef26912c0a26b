/** The demo's views beside the tour. */
import { expect, test } from './demo/fixture.ts';

test('with and without: one button reloads both, and only the cached side saves requests', async ({
  page,
  demo,
}) => {
  await demo.open();
  await demo.openView('With and without');
  const without = page.getByRole('region', { name: 'Without cache', exact: true });
  const through = page.getByRole('region', { name: 'Through the cache', exact: true });
  await expect(without).toContainText('4 requests');
  await expect(through).toContainText('1 request');
  await page.getByRole('button', { name: 'Reload both' }).click();
  await expect(page.getByRole('button', { name: 'Reload both' })).toHaveAttribute(
    'aria-disabled',
    'false',
  );
  const took = async (side: typeof without) =>
    Number(/([\d.]+) ms/.exec((await side.textContent()) ?? '')?.[1]);
  expect(await took(through)).toBeLessThan(await took(without));
  expect(await demo.requests()).toEqual({ courses: 3, movie: 3, student: 3, time: 5 });
});

test('versions: both live side by side, and rolling back costs no request', async ({
  page,
  demo,
}) => {
  await demo.open();
  await demo.openView('Versions');
  const shown = page.getByRole('region', { name: 'The page' });
  await expect(shown).toContainText("{ name: 'Ada Lovelace' }");
  await page.getByRole('radio', { name: 'API v2' }).check();
  await expect(shown).toContainText("{ firstName: 'Ada', lastName: 'Lovelace' }");
  await expect(demo.row('teacher', 1)).toContainText('Ada Lovelace');
  await expect(demo.row('teacher', 2)).toContainText('firstName');

  await page.getByRole('button', { name: 'Roll back' }).click();
  await expect(shown).toContainText("{ name: 'Ada Lovelace' }");
  const steps = page.getByRole('list', { name: 'What each switch cost' }).getByRole('listitem');
  await expect(steps).toHaveCount(3);
  await expect(steps.first()).toHaveText(/API v1\s*● hit\s*[\d.]+ ms\s*0 requests/);
  expect(await demo.requests()).toMatchObject({ 'v1/teacher': 1, 'v2/teacher': 1 });

  await page.getByRole('radio', { name: 'An A/B test' }).check();
  await page.getByRole('radio', { name: 'Variant B' }).check();
  await expect(steps.first()).toHaveText(/Variant B\s*● hit\s*[\d.]+ ms\s*0 requests/);
});

test('main thread and worker: both store 5,000 objects, and tell their longest frame', async ({
  page,
  demo,
}) => {
  await demo.open();
  await demo.openView('Main thread and worker');
  for (const name of ['Main thread', 'Worker']) {
    const thread = page.getByRole('region', { name, exact: true });
    await thread.getByRole('button', { name: 'Store 5000 objects' }).click();
    await expect(thread).toContainText(/[\d.]+ ms\s*longest frame; all stored in/, {
      timeout: 30_000,
    });
  }
});

test('the console runs a call, shows results and errors, and recalls what was typed', async ({
  page,
  demo,
}) => {
  await demo.open();
  await demo.openView('Console');
  const prompt = page.getByRole('combobox', { name: 'await' });
  const lines = page.getByRole('list', { name: 'Calls and their results' }).getByRole('listitem');
  await prompt.fill("cache.set('seat', { row: 4 }, 60)");
  await prompt.press('Enter');
  await expect(demo.row('seat')).toContainText('{ row: 4 }');
  await prompt.fill("await cache.get('seat')");
  await prompt.press('Enter');
  await expect(lines.last()).toContainText('→ { row: 4 }');
  await prompt.fill("cache.incr('nothing')");
  await prompt.press('Enter');
  await expect(lines.last()).toContainText('! KeyNotFoundError: Key "nothing" is missing');
  await prompt.press('ArrowUp');
  await prompt.press('ArrowUp');
  await expect(prompt).toHaveValue("await cache.get('seat')");
});
