/** The demo's views beside the tour. */
import { counts, expect, open, openView, row, test } from './demo/fixture.ts';

test('with and without: one button reloads both, and only the cached side saves requests', async ({
  page,
  request,
}) => {
  await open(page);
  await openView(page, 'With and without');
  const without = page.getByRole('region', { name: 'Without cache' });
  const through = page.getByRole('region', { name: 'Through the cache' });
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
  expect(await counts(request)).toEqual({ courses: 3, movie: 3, student: 3, time: 5 });
});

test('versions: both live side by side, and rolling back costs no request', async ({
  page,
  request,
}) => {
  await open(page);
  await openView(page, 'Versions');
  const shown = page.getByRole('region', { name: 'The page' });
  await expect(shown).toContainText("{ name: 'Ada Lovelace' }");
  await page.getByRole('radio', { name: 'API v2' }).check();
  await expect(shown).toContainText("{ firstName: 'Ada', lastName: 'Lovelace' }");
  await expect(row(page, 'teacher', 1)).toContainText('Ada Lovelace');
  await expect(row(page, 'teacher', 2)).toContainText('firstName');

  await page.getByRole('button', { name: 'Roll back' }).click();
  await expect(shown).toContainText("{ name: 'Ada Lovelace' }");
  const steps = page.getByRole('list', { name: 'What each switch cost' }).getByRole('listitem');
  await expect(steps).toHaveCount(3);
  await expect(steps.first()).toHaveText(/API v1\s*● hit\s*[\d.]+ ms\s*0 requests/);
  expect(await counts(request)).toMatchObject({ 'v1/teacher': 1, 'v2/teacher': 1 });

  await page.getByRole('radio', { name: 'An A/B test' }).check();
  await page.getByRole('radio', { name: 'Variant B' }).check();
  await expect(steps.first()).toHaveText(/Variant B\s*● hit\s*[\d.]+ ms\s*0 requests/);
});
