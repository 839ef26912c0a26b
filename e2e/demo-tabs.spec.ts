/** The demo's tabs: what a second one changes, as seen in the first. */
import { Demo, expect, test } from './demo/fixture.ts';

test('a row that another tab writes names that tab', async ({ page, context, demo }) => {
  await demo.open();
  await demo.openView('A second tab');
  const [other] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: 'Open a second tab' }).click(),
  ]);
  await other.getByRole('button', { name: 'Write a row' }).click();
  await expect(demo.row('note')).toContainText("'from Second tab'");
  await expect(demo.row('note')).toContainText('by Second tab');
  const frame = page.frameLocator('iframe[title="Frame A"]');
  await frame.getByRole('button', { name: 'Write a row' }).click();
  await expect(demo.row('note')).toContainText('by Frame A');
});

test('two frames count together, exactly, and every one sees the sum', async ({ page, demo }) => {
  await demo.open();
  await demo.openView('A second tab');
  await expect(page.getByText('2 tabs here')).toBeVisible();
  await page.getByRole('button', { name: /^Count together/ }).click();
  const together = page
    .getByRole('main')
    .getByText('2 × 100 = 200; the counter went from 0 to 200: exact');
  await expect(together).toBeVisible();
  for (const name of ['Frame A', 'Frame B'])
    await expect(page.frameLocator(`iframe[title="${name}"]`).getByText('200')).toBeVisible();
  await expect(demo.row('together')).toContainText('200');
});

test('a stampede of both frames and a second tab is one request', async ({
  page,
  context,
  demo,
}) => {
  await demo.open();
  await demo.openView('A second tab');
  await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: 'Open a second tab' }).click(),
  ]);
  await expect(page.getByText('3 tabs here')).toBeVisible();
  await page.getByRole('button', { name: /^Stampede/ }).click();
  await expect(page.getByRole('main').getByText('150 calls, 1 request')).toBeVisible();
});

test('the second tab may be the demo itself: both pages show what either does', async ({
  context,
  request,
  demo,
}) => {
  await demo.open();
  const other = new Demo(await context.newPage(), request);
  await other.open();
  await other.run(7);
  await expect(demo.row('offer')).toContainText('by Another tab');
  await expect(other.row('offer')).not.toContainText('by');
});
