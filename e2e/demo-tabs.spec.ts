/** The demo's tabs: what a second one changes, as seen in the first. */
import { expect, open, openView, row, test } from './demo/fixture.ts';

test('a row that another tab writes names that tab', async ({ page, context }) => {
  await open(page);
  await openView(page, 'A second tab');
  const [other] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: 'Open a second tab' }).click(),
  ]);
  await other.getByRole('button', { name: 'Write a row' }).click();
  await expect(row(page, 'note')).toContainText("'from Second tab'");
  await expect(row(page, 'note')).toContainText('by Second tab');
  const frame = page.frameLocator('iframe[title="Frame A"]');
  await frame.getByRole('button', { name: 'Write a row' }).click();
  await expect(row(page, 'note')).toContainText('by Frame A');
});

test('two frames count together, exactly, and every one sees the sum', async ({ page }) => {
  await open(page);
  await openView(page, 'A second tab');
  await expect(page.getByText('2 tabs here')).toBeVisible();
  await page.getByRole('button', { name: /^Count together/ }).click();
  const together = page
    .getByRole('main')
    .getByText('2 × 100 = 200; the counter went from 0 to 200: exact');
  await expect(together).toBeVisible();
  for (const name of ['Frame A', 'Frame B'])
    await expect(page.frameLocator(`iframe[title="${name}"]`).getByText('200')).toBeVisible();
  await expect(row(page, 'together')).toContainText('200');
});

test('a stampede of both frames and a second tab is one request', async ({ page, context }) => {
  await open(page);
  await openView(page, 'A second tab');
  await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: 'Open a second tab' }).click(),
  ]);
  await expect(page.getByText('3 tabs here')).toBeVisible();
  await page.getByRole('button', { name: /^Stampede/ }).click();
  await expect(page.getByRole('main').getByText('150 calls, 1 request')).toBeVisible();
});

test('the second tab may be the demo itself: both pages show what either does', async ({
  page,
  context,
}) => {
  await open(page);
  const other = await context.newPage();
  await other.goto('/');
  await expect(other.getByRole('status')).toContainText('Scenario 1');
  await other.locator('summary').filter({ hasText: 'Only once' }).click();
  await other.getByRole('button', { name: /^Run scenario 7/ }).click();
  await expect(row(page, 'offer')).toContainText('by Another tab');
  await expect(row(other, 'offer')).not.toContainText('by');
});
