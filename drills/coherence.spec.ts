/** What one tab writes comes to be read in the others, and once it has been, nothing older ever again. */
import { type Engine, expect, isReady, type Tab, test } from '../browsers/tabs.ts';
import {
  compareWithDisk,
  countAndRead,
  holdBoth,
  holdLockInWorker,
  installCaches,
  keysHeld,
  readUpTo,
  TAKEN,
  takeAway,
  writeUpTo,
} from './in-page/coherence.ts';

/** How much work the tabs do. A call in WebKit's driver takes many times as long. */
const WORK: Readonly<Record<Engine, { tabs: number; writes: number; counts: number }>> = {
  chromium: { tabs: 3, writes: 1500, counts: 300 },
  firefox: { tabs: 2, writes: 600, counts: 200 },
  webkit: { tabs: 2, writes: 600, counts: 200 },
};

test('a reader never sees the count of another tab go down', async ({ openTab, engine }) => {
  const { tabs, writes } = WORK[engine];
  const [writer, ...readers] = await openMany(openTab, tabs);
  const reading = readers.map((tab) => tab.evaluate(readUpTo, writes));
  await writer!.evaluate(writeUpTo, writes);
  for (const { older, different } of await Promise.all(reading)) {
    expect(older).toEqual([]);
    expect(different).toBeGreaterThan(10);
  }
});

test('in tabs that all count and read, nobody sees the count go down', async ({
  openTab,
  engine,
}) => {
  const { tabs: count, counts } = WORK[engine];
  const tabs = await openMany(openTab, count);
  await tabs[0]!.evaluate(() => window.cache.set('k', 0));
  const older = await Promise.all(tabs.map((tab) => tab.evaluate(countAndRead, counts)));
  expect(older).toEqual(tabs.map(() => []));
  const total = count * counts;
  for (const tab of tabs)
    expect(await tab.evaluate(compareWithDisk)).toEqual({ stored: total, answered: total });
});

test('a write that was acknowledged is soon read in another tab', async ({ openTab }) => {
  const [writer, reader] = await openMany(openTab, 2);
  for (let n = 1; n <= 100; n++) {
    await reader!.evaluate(() => window.cache.get('k'));
    await writer!.evaluate((n) => window.cache.set('k', n), n);
    const read = () => reader!.evaluate(() => window.cache.get('k'));
    await expect.poll(read, { timeout: 500, intervals: [50] }).toBe(n);
  }
});

test('deletes, clears and moves in one tab are seen in the other', async ({ openTab }) => {
  const [tab, other] = await openMany(openTab, 2);
  for (const [how, left] of Object.entries(TAKEN)) {
    await tab!.evaluate(holdBoth);
    await other!.evaluate(keysHeld);
    await tab!.evaluate(takeAway, how);
    expect(await other!.evaluate(keysHeld), how).toEqual(left);
  }
});

/** Ways for a page to be gone in the midst of its write. */
const ENDS: Readonly<Record<string, (tab: Tab) => Promise<unknown>>> = {
  navigates: async (tab) => {
    const leave = () => {
      location.href = '/blank';
    };
    // The page may be gone before it answers.
    await tab.evaluate(leave).catch(() => {});
    await expect.poll(() => pathOf(tab)).toBe('/blank');
  },
  'is closed': (tab) => tab.close(),
};

for (const [what, end] of Object.entries(ENDS))
  test(`a page that ${what} in the midst of a write leaves no other tab stale`, async ({
    openTab,
    engine,
    inWorker,
  }) => {
    // From thread to thread the news may come some ms after what another cache has read.
    const isAtOnce = engine === 'chromium' && !inWorker;
    const [reader] = await openMany(openTab, 1);
    const isUpToDate = async () => {
      const { stored, answered } = await reader!.evaluate(compareWithDisk);
      return answered >= stored;
    };
    for (let round = 1; round <= 6; round++) {
      const [tab] = await openMany(openTab, 1);
      await reader!.evaluate(() => window.cache.get('k'));
      await tab!.evaluate((value) => void window.cache.set('k', value), round * 100);
      await end(tab!);
      // A page that WebKit has put aside in mid-transaction holds the others up for a while.
      if (!isAtOnce) await expect.poll(isUpToDate, { timeout: 30_000 }).toBe(true);
      for (let looks = 0; looks < 5; looks++) {
        expect(await isUpToDate()).toBe(true);
        await reader!.evaluate(() => window.turn());
      }
      await tab!.close().catch(() => {});
    }
    const { stored, answered } = await reader!.evaluate(compareWithDisk);
    expect(answered).toBe(stored);
  });

test('a page back from the back/forward cache answers nothing from before', async ({
  openTab,
  origin,
  engine,
  inWorker,
}) => {
  test.skip(engine === 'chromium', 'Playwright switches this cache off; see chromium/');
  const [tab, other] = await openMany(openTab, 2);
  await tab!.evaluate(async () => {
    await window.cache.set('k', 1);
    await window.cache.get('k');
    addEventListener('pageshow', async ({ persisted }) => {
      Object.assign(window, { restored: [persisted, await window.cache.get('k')] });
    });
  });
  await tab!.goto(`${origin}/blank`);
  await other!.evaluate(() => window.cache.set('k', 2));
  await backTo(tab!);
  if (!(await tab!.evaluate(() => 'cache' in window))) {
    const bare = await openTab();
    if (inWorker) await bare.evaluate(holdLockInWorker);
    test.skip(!(await comesBack(bare, origin)), 'the engine does not keep such a page');
    expect('a page with a cache').toBe('kept, as one without is');
  }
  const restored = () => tab!.evaluate(() => (window as { restored?: unknown }).restored);
  await expect.poll(restored).toEqual([true, 2]);
  await other!.evaluate(() => window.cache.set('k', 3));
  expect(await tab!.evaluate(compareWithDisk)).toEqual({ stored: 3, answered: 3 });
});

/** Opens tabs that have their caches, and `k` in their memory. */
async function openMany(openTab: () => Promise<Tab>, count: number): Promise<Tab[]> {
  const tabs: Tab[] = [];
  for (let n = 0; n < count; n++) {
    const tab = await openTab();
    await tab.evaluate(installCaches);
    tabs.push(tab);
  }
  return tabs;
}

/** Whether a page is as it was after a visit to another one. */
async function comesBack(tab: Tab, origin: string): Promise<boolean> {
  await tab.evaluate(() => void Object.assign(window, { mark: true }));
  await tab.goto(`${origin}/blank`);
  await backTo(tab);
  return tab.evaluate(() => 'mark' in window);
}

async function backTo(tab: Tab): Promise<void> {
  await tab.back();
  await expect.poll(() => pathOf(tab)).toBe('/');
  await isReady(tab);
}

/** Nothing while the page is being left. */
function pathOf(tab: Tab): Promise<string> {
  return tab.evaluate(() => location.pathname).catch(() => '');
}
