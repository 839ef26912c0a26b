/** The demo's faults: what is broken is said, and heals before the eyes. */
import type { Locator, Page } from '@playwright/test';
import { type Demo, expect, test } from './demo/fixture.ts';

/** How often the cache was written to. */
const writes = async (pulse: Locator) =>
  Number(/'pulse', (\d+)/.exec((await pulse.textContent()) ?? '')?.[1]);

async function openBreakView(page: Page, demo: Demo) {
  await demo.open();
  await demo.openView('Break it');
  return {
    pulse: page.getByRole('region', { name: 'Once a second' }),
    events: page.getByRole('list', { name: 'Events of the cache' }),
  };
}

test('without IndexedDB the cache lives in memory, and comes back to the database when mended', async ({
  page,
  demo,
}) => {
  const { pulse, events } = await openBreakView(page, demo);
  await expect(pulse).toContainText('stored in indexeddb');

  await page.getByRole('button', { name: 'No IndexedDB' }).click();
  await expect(events).toContainText('degraded');
  await expect(pulse).toContainText('stored in memory');
  await page.getByRole('button', { name: 'Mend it' }).click();
  await expect(events).toContainText('restored', { timeout: 15_000 });
  await expect(pulse).toContainText('stored in indexeddb');
});

test.describe('with a server in trouble', () => {
  test.use({ allowedError: /status of 503/ });

  test('a server that is down or slow is set at a switch and a slider, and reads go on stale', async ({
    page,
    demo,
  }) => {
    const { pulse, events } = await openBreakView(page, demo);
    await expect(pulse).toContainText(/getOrSet.*(hit|miss)/s);

    const slowness = page.getByRole('slider', { name: 'Answers after' });
    await slowness.fill('2500');
    await expect(slowness).toHaveAttribute('aria-valuetext', '2.5 s');
    await expect(page.getByText('Set by you: each request takes 2.5 s.')).toBeVisible();
    await expect(pulse).toContainText('stale', { timeout: 15_000 });

    await page.getByRole('radio', { name: 'Down: 503' }).check();
    await expect(events).toContainText('error: ', { timeout: 15_000 });
    await expect(pulse).not.toContainText('! error');
    await page.getByRole('button', { name: 'Set right' }).click();
    await expect(slowness).toHaveAttribute('aria-valuetext', 'as usual');
    await expect(pulse).toContainText('hit', { timeout: 15_000 });
  });
});

test('a cleared storage, a full disk and a killed worker are said and survived', async ({
  page,
  demo,
}) => {
  const { pulse, events } = await openBreakView(page, demo);
  await expect(pulse).toContainText('stored');

  await page.getByRole('button', { name: 'Fill the disk' }).click();
  await expect(pulse).toContainText('error');
  await expect(events).toContainText('a write was refused');
  await page.getByRole('button', { name: 'Mend it' }).click();
  await expect(events).toContainText('writes are stored again');

  for (const fault of ['Clear the storage', 'Kill the worker']) {
    await page.getByRole('button', { name: fault }).click();
    await expect(events).toContainText(`${fault}: done by you`);
    const before = await writes(pulse);
    await expect.poll(() => writes(pulse), { timeout: 15_000 }).toBeGreaterThan(before + 1);
    await expect(pulse).toContainText('stored', { timeout: 15_000 });
  }
});
