/** Queued writes and pages that leave: what was accepted is there afterwards. */
import type { Page } from '@playwright/test';
import { expect, test } from '../harness/tabs.ts';

declare global {
  interface Window {
    queued: ReturnType<Window['shelflife']['createCache']>;
  }
}

const ROUNDS = 8;

/**
 * In a fresh tab's first navigation Chromium may drop a committed transaction, by bare IndexedDB too. In
 * a page that does not hurry all rounds are lost, as its timers are off.
 */
const KEPT_AT_LEAST = ROUNDS - 2;

/** Gives a tab a queued cache that has been used, and in which nothing is committed by time alone. */
async function equip(tab: Page): Promise<Page> {
  await tab.evaluate(async () => {
    const { createCache } = window.shelflife;
    window.queued = createCache({ name: 'queued', acknowledge: 'queued', timeout: null });
    await window.queued.get('k');
    window.setTimeout = (() => 0) as unknown as typeof window.setTimeout;
  });
  return tab;
}

/** How many of so many keys are on the disk, read in a tab that stays. */
function stored(tab: Page, count: number): Promise<number> {
  return tab.evaluate(async (count) => {
    const cache = window.shelflife.createCache({ name: 'queued', memory: false });
    const keys = Array.from({ length: count }, (_, n) => `k${n}`);
    return Object.keys(await cache.getMany(keys)).length;
  }, count);
}

/** In how many rounds a page that has accepted `count` writes, and left, had stored all of them. */
async function rounds(
  openTab: () => Promise<Page>,
  count: number,
  leave: (count: number) => Promise<void>,
): Promise<number> {
  const stays = await openTab();
  let kept = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await stays.evaluate(() => window.shelflife.createCache({ name: 'queued' }).clear());
    const tab = await equip(await openTab());
    await tab.evaluate(leave, count);
    await tab.waitForURL('**/frame');
    const isThere = expect.poll(() => stored(stays, count), { timeout: 1500 }).toBe(count);
    kept += await isThere.then(
      () => 1,
      () => 0,
    );
    await tab.close();
  }
  return kept;
}

/** How a page accepts writes and leaves. */
const LEAVING: Readonly<Record<string, (count: number) => Promise<void>>> = {
  'set one after another right before the page leaves': async (count) => {
    for (let n = 0; n < count; n++) await window.queued.set(`k${n}`, n);
    location.href = '/frame';
  },
  'set together, un-awaited, right before the page leaves': async (count) => {
    const keys = Array.from({ length: count }, (_, n) => [`k${n}`, n] as const);
    void window.queued.setMany(Object.fromEntries(keys));
    location.href = '/frame';
  },
  'set at pagehide': async (count) => {
    addEventListener('pagehide', () => {
      for (let n = 0; n < count; n++) void window.queued.set(`k${n}`, n);
    });
    location.href = '/frame';
  },
};

for (const [what, leave] of Object.entries(LEAVING))
  for (const count of [1, 300])
    test(`${count} ${what}: they are there afterwards`, async ({ openTab }) => {
      expect(await rounds(openTab, count, leave)).toBeGreaterThanOrEqual(KEPT_AT_LEAST);
    });

// What was sent and not hurried waits for its first success, which a page that leaves does not see.
test('300 sent when the page leaves: they are there afterwards', async ({ openTab }) => {
  const leave = async (count: number) => {
    for (let n = 0; n < count; n++) await window.queued.set(`k${n}`, n);
    void window.queued.flush();
    await Promise.resolve();
    location.href = '/frame';
  };
  expect(await rounds(openTab, 300, leave)).toBeGreaterThanOrEqual(KEPT_AT_LEAST);
});

test('a page that is hidden commits what was queued', async ({ openTab }) => {
  const [tab, stays] = [await equip(await openTab()), await openTab()];
  await tab.evaluate(() => window.queued.set('k0', 0));
  expect(await stored(stays, 1)).toBe(0);
  await tab.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  );
  await expect.poll(() => stored(stays, 1)).toBe(1);
});

test('a tab that stays answers what a page that left has stored', async ({ openTab }) => {
  const stays = await equip(await openTab());
  for (let round = 1; round <= ROUNDS; round++) {
    const tab = await equip(await openTab());
    await stays.evaluate(() => window.queued.get('k'));
    await tab.evaluate((round) => {
      void window.queued.set('k', round);
      location.href = '/frame';
    }, round);
    await tab.waitForURL('**/frame');
    const agree = () =>
      stays.evaluate(async () => {
        const disk = window.shelflife.createCache({ name: 'queued', memory: false });
        return (await disk.get('k', 0)) === (await window.queued.get('k', 0));
      });
    await expect.poll(agree).toBe(true);
    await tab.close();
  }
});
