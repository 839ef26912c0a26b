/** The disk is full, or the origin's share of it. */
import type { CDPSession, Page } from '@playwright/test';
import { expectKept } from '../workload.ts';
import { test as base, expect } from './pages.ts';

const KB = 1024;
const MB = 1024 * KB;
/** What an empty database takes of the quota. */
const OVERHEAD = 512 * KB;

async function quota(cdp: CDPSession, origin: string, quotaSize?: number): Promise<void> {
  await cdp.send('Storage.overrideQuotaForOrigin', {
    origin,
    ...(quotaSize !== undefined && { quotaSize }),
  });
}

const test = base.extend<{
  /** Opens a tab with a cache where the origin may hold so many bytes. */
  openWithin: (bytes: number) => Promise<{ tab: Page; cdp: CDPSession }>;
}>({
  openWithin: async ({ openDrill, origin, context }, use) => {
    await use(async (bytes) => {
      const tab = await openDrill();
      const cdp = await context.newCDPSession(tab);
      // Before the first write: Chromium remembers for a while how much room there was.
      await quota(cdp, origin, bytes);
      return { tab, cdp };
    });
  },
});

for (const { size, bytes, count, parallel } of [
  { size: '300-byte', bytes: 300, count: 2000, parallel: 8 },
  // One at a time, as eight at once are more than the smallest of these quotas.
  { size: '100 kB', bytes: 100 * KB, count: 100, parallel: 1 },
])
  for (const share of [0.01, 0.1, 1])
    test(`disk full at ${share * 100} % of the workload, ${size} values`, async ({
      openWithin,
      origin,
    }) => {
      const { tab, cdp } = await openWithin(OVERHEAD + share * count * bytes);
      await tab.evaluate(([n, size, atOnce]) => window.drill.write(n, size, atOnce), [
        count,
        bytes,
        parallel,
      ] as const);
      const { report, kept } = await remaining(tab);
      expect(Object.keys(report.rejected).filter((code) => code !== 'capacity')).toEqual([]);
      expect(report.acknowledged).toBeGreaterThan(0);
      // The space of large values is free at once, so the oldest make room for all that come.
      if (bytes > 64 * KB) expect(report.acknowledged).toBeGreaterThan(count * 0.9);
      // That of small ones is not: one eviction, and then the cache is left alone.
      else expect(report.acknowledged - kept, 'evicted').toBeLessThan(50);
      expect(kept, 'the cache was not eaten').toBeGreaterThan(share * count * 0.3);
      await quota(cdp, origin);
      await expectKept(tab, { lost: report.acknowledged - kept });
    });

/** How many of the acknowledged entries are there: all that were not evicted. */
async function remaining(tab: Page) {
  return tab.evaluate(async () => {
    const report = window.drill.report();
    return { report, kept: report.acknowledged - (await window.drill.lost()) };
  });
}

test('a refused set leaves no older value under its key', async ({ openWithin }) => {
  const { tab } = await openWithin(MB);
  await tab.evaluate(() => window.drill.cache.setMany({ key: 'old', other: 'kept' }));
  const result = await tab.evaluate(async () => {
    const { cache } = window.drill;
    const code = await cache.set('key', window.drill.noise(3 * 1024 * 1024)).catch((e) => e.code);
    return [code, await cache.has('key'), await cache.get('other')];
  });
  expect(result).toEqual(['capacity', false, 'kept']);
});

test('one value too large among 100 small ones, by setMany', async ({ openWithin }) => {
  const { tab } = await openWithin(MB);
  await tab.evaluate(() => window.drill.cache.set('first', 1));
  const result = await tab.evaluate(async () => {
    const { cache, noise } = window.drill;
    const errors: unknown[] = [];
    cache.addEventListener('error', ({ error }) => errors.push([error.code, error.key]));
    const entries = Object.fromEntries(
      Array.from({ length: 100 }, (_, n): [string, unknown] => [`small ${n}`, noise(300)]),
    );
    const failed = await cache.setMany({ ...entries, large: noise(3 * 1024 * 1024) });
    const there = Object.keys(await cache.getMany(Object.keys(entries))).length;
    return { failed, there, errors, large: await cache.has('large') };
  });
  expect(result).toEqual({
    failed: ['large'],
    there: 100,
    errors: [['capacity', 'large']],
    large: false,
  });
});

test('one value too large among 100 concurrent sets', async ({ openWithin }) => {
  const { tab } = await openWithin(MB);
  await tab.evaluate(() => window.drill.cache.set('first', 1));
  const result = await tab.evaluate(async () => {
    const { cache, noise } = window.drill;
    const sets = Array.from({ length: 100 }, (_, n) => cache.set(`small ${n}`, noise(300)));
    sets.splice(50, 0, cache.set('large', noise(3 * 1024 * 1024)));
    const settled = await Promise.allSettled(sets);
    const failed = settled.flatMap((set, at) =>
      set.status === 'rejected' ? [[at, set.reason.code, set.reason.key]] : [],
    );
    const small = Array.from({ length: 100 }, (_, n) => `small ${n}`);
    return { failed, there: Object.keys(await cache.getMany(small)).length };
  });
  expect(result).toEqual({ failed: [[50, 'capacity', 'large']], there: 100 });
});

test('calls made before a refused set of their key are done', async ({ openWithin }) => {
  const { tab } = await openWithin(MB);
  const result = await tab.evaluate(async () => {
    const { cache, noise } = window.drill;
    await cache.setMany({ k: 'old', n: 1 });
    await cache.setMany(
      Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`other ${n}`, n])),
    );
    const large = noise(3 * 1024 * 1024);
    const calls = [
      cache.get('k'),
      cache.incrVersion('k'),
      cache.set('k', large),
      cache.incr('n', 5),
      cache.set('n', large),
      cache.add('small', 1),
      cache.add('large', large),
      cache.add('last', 1),
    ];
    const settled = await Promise.allSettled<unknown>(calls);
    const answers = settled.map((one) =>
      one.status === 'fulfilled' ? one.value : one.reason.code,
    );
    const left = await cache.getMany(['k', 'n', 'small', 'large', 'last']);
    return { answers, left: { ...left }, moved: await cache.get('k', null, { version: 2 }) };
  });
  expect(result).toEqual({
    answers: ['old', 2, 'capacity', 6, 'capacity', true, 'capacity', true],
    left: { small: 1, last: 1 },
    moved: 'old',
  });
});

test('many values too large among 1,000 small ones, by setMany', async ({ openWithin }) => {
  const { tab } = await openWithin(2 * MB);
  await tab.evaluate(() => window.drill.cache.set('first', 1));
  const result = await tab.evaluate(async () => {
    const { cache, noise } = window.drill;
    const large = noise(3 * 1024 * 1024);
    const isLarge = (n: number) => n % 50 === 7;
    const entries = Array.from({ length: 1000 }, (_, n): [string, unknown] => [
      `key ${n}`,
      isLarge(n) ? large : n,
    ]);
    const failed = await cache.setMany(entries);
    const expected = entries.flatMap(([key], n) => (isLarge(n) ? [key] : []));
    const there = Object.keys(await cache.getMany(entries.map(([key]) => key))).length;
    return { isExpected: failed.join() === expected.join(), failed: failed.length, there };
  });
  expect(result).toEqual({ isExpected: true, failed: 20, there: 980 });
});
