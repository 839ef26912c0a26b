/** The demo's faults: what is broken is said, and heals before the eyes. */
import { expect, test } from './demo/fixture.ts';

test('a cleared storage, a full disk and a killed worker are said and survived', async ({
  page,
  demo,
}) => {
  await demo.open();
  await demo.openView('Break it');
  const pulse = page.getByRole('region', { name: 'Once a second' });
  const events = page.getByRole('list', { name: 'Events of the cache' });
  await expect(pulse).toContainText('stored');

  await page.getByRole('button', { name: 'Fill the disk' }).click();
  await expect(pulse).toContainText('error');
  await expect(events).toContainText('a write was refused');
  await page.getByRole('button', { name: 'Mend it' }).click();
  await expect(events).toContainText('writes are stored again');

  for (const fault of ['Clear the storage', 'Kill the worker']) {
    await page.getByRole('button', { name: fault }).click();
    await expect(events).toContainText(`${fault}: done by you`);
    const count = Number(/'pulse', (\d+)/.exec((await pulse.textContent()) ?? '')?.[1]);
    await expect(pulse).toContainText(`set('pulse', ${count + 2})`, { timeout: 15_000 });
    await expect(pulse).toContainText('stored', { timeout: 15_000 });
  }
});
