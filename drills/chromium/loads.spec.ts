/** Pages that crash, freeze, hide or rest while they load: another tab goes on. */
import type { Page } from '@playwright/test';
import { expect, ready, test } from '../../browsers/pages.ts';
import { installLoads } from '../in-page/loads.ts';
import { type EvaluatingTab, withBackForwardCache, withFreezableTabs } from './sleep.ts';

/** Without the end of its loader they wait for longer than any test. */
const PATIENT = { deadline: 3600 };

async function startLoad(tab: EvaluatingTab): Promise<void> {
  await tab.evaluate(installLoads, PATIENT);
  await tab.evaluate(() => window.loads.start());
}

/** Asks for the same key in another tab, where `end` ends the wait. */
async function expectToGoOn(waiting: EvaluatingTab, end: () => Promise<unknown>): Promise<void> {
  await waiting.evaluate(installLoads, PATIENT);
  const answer = waiting.evaluate(() => window.loads.ask());
  await waiting.evaluate(() => window.loads.cache.has('other'));
  expect(await waiting.evaluate(() => window.loads.calls)).toBe(0);
  await end();
  expect(await answer).toBe('loaded 1');
}

test('when its page crashes, a load goes on in another tab', async ({ openTab }) => {
  const [loading, waiting] = [await openTab(), await openTab()];
  await startLoad(loading);
  await expectToGoOn(waiting, () => loading.goto('chrome://crash').catch(() => {}));
});

test('when its page goes to the back/forward cache, a load goes on in another tab', async ({
  origin,
}) =>
  withBackForwardCache(async (context) => {
    const [loading, waiting]: Page[] = [await context.newPage(), await context.newPage()];
    for (const tab of [loading, waiting]) await ready(tab!, origin);
    await startLoad(loading!);
    await expectToGoOn(waiting!, () => loading!.goto(`${origin}/blank`));
  }));

for (const how of ['hide', 'freeze'] as const)
  test(`when its page is hidden, a load goes on in another tab: ${how}`, async ({ origin }) =>
    withFreezableTabs(
      origin,
      () => {},
      async (open) => {
        const [loading, waiting] = [await open(), await open()];
        await loading.show();
        await startLoad(loading);
        await expectToGoOn(waiting, () => loading[how]());
      },
    ));
