/** What one tab writes is read in the others, whatever happens to a page: crashes, freezing, leaving. */
import type { Page } from '@playwright/test';
import { expect, ready, test } from '../../browsers/pages.ts';
import { compareWithDisk, installCaches } from '../in-page/coherence.ts';
import { installSubscriber } from '../in-page/subscriptions.ts';
import { type EvaluatingTab, goBack, withBackForwardCache, withFreezableTabs } from './sleep.ts';

/** Gives a tab its caches, and brings `k` into its tier. */
async function equip<T extends EvaluatingTab>(tab: T): Promise<T> {
  await tab.evaluate(installCaches);
  return tab;
}

/** What a tab answers, and what was on the disk just before it did. */
function compare(tab: EvaluatingTab): Promise<{ stored: number; answered: number }> {
  return tab.evaluate(compareWithDisk);
}

test('tabs that set one key at once agree afterwards on what is stored', async ({ openTab }) => {
  const tabs = [await equip(await openTab()), await equip(await openTab())];
  for (let round = 0; round < 60; round++) {
    await Promise.all(
      tabs.map((tab, at) =>
        tab.evaluate(
          async (value) => {
            await Promise.all([window.cache.set('k', value), window.cache.get('k')]);
            await window.cache.set('k', value + 1);
          },
          round * 4 + at * 2,
        ),
      ),
    );
    for (const tab of tabs) {
      const { stored, answered } = await compare(tab);
      expect(answered).toBe(stored);
    }
  }
});

test('messages from other senders change nothing', async ({ openTab }) => {
  const [tab, other] = [await equip(await openTab()), await equip(await openTab())];
  await tab.evaluate(() => window.cache.set('k', 1));
  await other.evaluate(() => {
    const channel = new BroadcastChannel('shelflife/2/coherent');
    const changes = [null, { keys: 5 }, { keys: [null] }, { ranges: [null] }, { ranges: 5 }];
    for (const change of changes) channel.postMessage({ shelflife: 1, change });
    for (const message of [null, 'text', 7, {}, { shelflife: 2, change: {} }, new Blob(['x'])])
      channel.postMessage(message);
  });
  expect(await compare(tab)).toEqual({ stored: 1, answered: 1 });
  await other.evaluate(() => window.cache.set('k', 2));
  expect(await compare(tab)).toEqual({ stored: 2, answered: 2 });
});

/** Ways for a page to be gone. */
const ENDS: Readonly<Record<string, (page: Page, value: number) => Promise<unknown>>> = {
  'crashes right after a write was acknowledged': async (page, value) => {
    await page.evaluate((value) => window.cache.set('k', value), value);
    await page.goto('chrome://crash').catch(() => {});
  },
  'crashes in the midst of writes': async (page, value) => {
    await page.evaluate((value) => {
      for (let n = 0; n < 20; n++) setTimeout(() => window.cache.set('k', value + n), n);
    }, value);
    await page.goto('chrome://crash').catch(() => {});
  },
};

for (const [what, end] of Object.entries(ENDS))
  test(`a page that ${what} leaves no other tab stale`, async ({
    openTab,
    context,
    origin,
    inWorker,
  }) => {
    const isUpToDate = async () => {
      const { stored, answered } = await compare(reader);
      return answered >= stored;
    };
    const reader = await equip(await openTab());
    for (let round = 1; round <= 8; round++) {
      const page = await context.newPage();
      await ready(page, origin);
      await equip(page);
      await reader.evaluate(() => window.cache.get('k'));
      await end(page, round * 100);
      // From thread to thread the news may come some ms after what another cache has read.
      if (inWorker) await expect.poll(isUpToDate).toBe(true);
      for (let looks = 0; looks < 5; looks++) {
        expect(await isUpToDate()).toBe(true);
        await reader.evaluate(() => window.turn());
      }
      await page.close();
    }
    const { stored, answered } = await compare(reader);
    expect(answered).toBe(stored);
  });

test('a page that dies between its commit and the broadcast has already notified the others', async ({
  openTab,
  context,
  inWorker,
}) => {
  test.skip(inWorker, "a worker's thread is not the page's");
  const reader = await equip(await openTab());
  for (let round = 1; round <= 5; round++) {
    const page = await equip(await openTab());
    const cdp = await context.newCDPSession(page);
    await reader.evaluate(() => window.cache.get('k'));
    const hung = page.evaluate((round) => {
      const { commit } = IDBTransaction.prototype;
      IDBTransaction.prototype.commit = function (this: IDBTransaction) {
        commit.call(this);
        for (const end = Date.now() + 30_000; Date.now() < end; );
      };
      return window.cache.set('k', round);
    }, round);
    const died = expect(hung).rejects.toThrow();
    await expect.poll(async () => (await compare(reader)).stored).toBe(round);
    expect(await compare(reader)).toEqual({ stored: round, answered: round });
    cdp.send('Page.crash').catch(() => {});
    await died;
    expect(await compare(reader)).toEqual({ stored: round, answered: round });
    await page.close();
  }
});

test('a page back from the back/forward cache answers nothing from before', async ({ origin }) =>
  withBackForwardCache(async (context) => {
    const [tab, other] = [await context.newPage(), await context.newPage()];
    for (const page of [tab, other]) {
      await ready(page, origin);
      await equip(page);
    }
    await tab.evaluate(async () => {
      await window.cache.set('k', 1);
      addEventListener('pageshow', async ({ persisted }) => {
        console.log('restored', persisted, await window.cache.get('k'));
      });
    });
    await tab.goto(`${origin}/blank`);
    await other.evaluate(() => window.cache.set('k', 2));
    const restored = tab.waitForEvent('console');
    goBack(tab);
    expect((await restored).text()).toBe('restored true 2');
    await other.evaluate(() => window.cache.set('k', 3));
    expect(await compare(tab)).toEqual({ stored: 3, answered: 3 });
  }));

test('a tab that was frozen answers nothing from before', { tag: '@page' }, async ({ origin }) =>
  withFreezableTabs(
    origin,
    () => {},
    async (open) => {
      const [tab, other] = [await equip(await open()), await equip(await open())];
      await tab.evaluate(async () => {
        await window.cache.set('k', 1);
        document.addEventListener('resume', async () => {
          Object.assign(window, { onResume: await window.cache.get('k') });
        });
      });
      const thaw = await tab.freeze();
      await other.evaluate(() => window.cache.set('k', 2));
      await thaw();
      const onResume = () => (window as { onResume?: number }).onResume;
      await expect.poll(() => tab.evaluate(onResume)).toBe(2);
      await other.evaluate(() => window.cache.set('k', 3));
      expect(await compare(tab)).toEqual({ stored: 3, answered: 3 });
    },
  ),
);

test('a subscriber in a page back from the back/forward cache is told once, and opened nothing before', async ({
  origin,
}) =>
  withBackForwardCache(async (context) => {
    const [tab, other] = [await context.newPage(), await context.newPage()];
    for (const page of [tab, other]) {
      await ready(page, origin);
      await page.evaluate(installSubscriber, 300);
    }
    await tab.evaluate(() => window.subscribed.get('k'));
    await tab.goto(`${origin}/blank`);
    await other.evaluate(() => window.subscribed.set('k', 2));
    goBack(tab);
    await expect
      .poll(() => tab.evaluate(() => [window.told, window.read]).catch(() => []))
      .toEqual([[null], [2]]);
    await other.evaluate(() => window.subscribed.set('k', 3));
    await expect.poll(() => tab.evaluate(() => window.read.at(-1))).toBe(3);
  }));

test(
  'a subscriber in a tab that was frozen is told once when it resumes',
  {
    tag: '@page',
  },
  async ({ origin }) =>
    withFreezableTabs(
      origin,
      () => {},
      async (open) => {
        const [tab, other] = [await open(), await open()];
        for (const one of [tab, other]) await one.evaluate(installSubscriber, 300);
        await tab.evaluate(() => window.subscribed.get('k'));
        const thaw = await tab.freeze();
        await other.evaluate(() => window.subscribed.set('k', 2));
        await thaw();
        await expect.poll(() => tab.evaluate(() => window.read.at(-1))).toBe(2);
        expect(await tab.evaluate(() => window.told)).toContain(null);
        await other.evaluate(() => window.subscribed.set('k', 3));
        await expect.poll(() => tab.evaluate(() => window.read.at(-1))).toBe(3);
      },
    ),
);
