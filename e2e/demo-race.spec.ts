/** The race in the demo: a short benchmark, in the visitor's browser. */
import { expect, type Locator } from '@playwright/test';
import { test } from './demo/fixture.ts';

const LIBRARIES = ['Shelflife', 'idb-keyval', 'localForage'];
const LONGEST = 240_000;

test('every library has its median and its spread, and a verdict names the one that was faster', async ({
  page,
  demo,
}) => {
  test.setTimeout(LONGEST);
  await demo.open();
  await demo.openView('The race');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  const progress = page.getByRole('progressbar', { name: 'The race' });
  await expect(progress).not.toHaveAttribute('value', '0');
  await expect(page.getByRole('button', { name: 'Start' })).toBeVisible({ timeout: LONGEST });
  await expect(demo.status).toContainText(/Shelflife was the fastest in \d of 6/);

  const disciplines = page.getByRole('main').getByRole('region', { name: /^(get|set|100 gets)/ });
  await expect(disciplines).toHaveCount(6);
  for (const discipline of await disciplines.all()) await expectFairVerdict(discipline);
  const left = await page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name),
  );
  expect(left.filter((name) => name?.includes('race'))).toEqual([]);
});

async function expectFairVerdict(discipline: Locator) {
  const medians = new Map<string, number>();
  for (const name of LIBRARIES) {
    const lane = discipline.getByRole('listitem').filter({ hasText: name });
    await expect(lane).toHaveText(/[\d.]+ [µm]s\s*[\d.]+ [µm]s to [\d.]+ [µm]s/);
    medians.set(name, medianIn((await lane.textContent()) ?? ''));
  }
  const text = (await discipline.textContent()) ?? '';
  const [, winner, loser] = /(\S+) is [\d.]+ × as fast as (\S+)/.exec(text) ?? [];
  if (winner === undefined) return expect(text).toContain('No clear difference');
  expect(medians.get(winner)!).toBeLessThanOrEqual(medians.get(loser!)!);
}

/** In ms. */
function medianIn(lane: string): number {
  const [, figure, unit] = /([\d.]+) ([µm]s)/.exec(lane)!;
  return unit === 'ms' ? Number(figure) : Number(figure) / 1000;
}

test('a race that is stopped ends, and leaves no database', async ({ page, demo }) => {
  await demo.open();
  await demo.openView('The race');
  await page.getByRole('button', { name: 'Start' }).click();
  const progress = page.getByRole('progressbar', { name: 'The race' });
  await expect(progress).not.toHaveAttribute('value', '0');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Start' })).toBeVisible();
  const databases = () =>
    page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  await expect
    .poll(async () => (await databases()).filter((name) => name.includes('race')))
    .toEqual([]);
});
