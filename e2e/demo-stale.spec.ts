/** The demo of stale answers: an old one at once, rather than a slow one or none. */
import { expect, test } from './demo/fixture.ts';

test.use({ allowedError: /status of 503/ });

test('a slow or failing server: the old answer at once, its renewal behind, fifty calls and one request', async ({
  page,
  demo,
}) => {
  await demo.open();
  await demo.openView('Even when stale');
  const report = page.getByRole('region', { name: 'The report' });
  const asked = page.getByRole('list', { name: /^What was asked/ }).getByRole('listitem');
  await expect(report).toContainText('128 students');
  await expect(report).toContainText('miss');

  await page.getByRole('button', { name: 'Skip 15 s' }).click();
  await page.getByRole('slider', { name: 'Answers after' }).fill('4000');
  await page.getByRole('button', { name: 'Ask 50 times' }).click();
  await expect(report).toContainText('stale');
  await expect(asked.first()).toContainText('50 calls');
  await expect(asked.first()).toContainText('renewed behind', { timeout: 15_000 });
  expect(await demo.requests()).toMatchObject({ report: 2 });

  await page.getByRole('button', { name: 'Skip 15 s' }).click();
  await page.getByRole('radio', { name: 'Down: 503' }).check();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(asked).toHaveCount(3);
  await expect(asked.first()).toContainText('stale');
  await expect(asked.first()).toContainText('renewal failed', { timeout: 15_000 });
  await expect(report).toContainText('128 students');
  await expect(page.getByText('Set by you: the server answers 503')).toBeVisible();

  await page.getByRole('button', { name: 'Set right' }).click();
  await expect(page.getByRole('radio', { name: 'As usual' })).toBeChecked();
});
