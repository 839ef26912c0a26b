/** Tabs that write at once stay within `maxBytes`, and `size()` says what there is. */
import { type Engine, expect, type Tab, test } from '../browsers/tabs.ts';
import { installBounded, writeAtRandom } from './in-page/bounds.ts';

/** Writes of all four tabs. */
const WRITES: Readonly<Record<Engine, number>> = {
  chromium: 100_000,
  firefox: 8_000,
  webkit: 8_000,
};

const MAX_BYTES = 4_000_000;

test('random writes of random sizes from four tabs stay within maxBytes', async ({
  openTab,
  engine,
}) => {
  test.setTimeout(600_000);
  const tabs: Tab[] = [];
  for (let n = 0; n < 4; n++) {
    const tab = await openTab();
    await tab.evaluate(installBounded, { maxBytes: MAX_BYTES });
    tabs.push(tab);
  }
  const peaks = await Promise.all(
    tabs.map((tab, n) =>
      tab.evaluate(writeAtRandom, [n + 1, WRITES[engine] / 4] as [number, number]),
    ),
  );
  const most = Math.max(...peaks.map(({ bytes }) => bytes));
  const batch = Math.max(...peaks.map(({ batch }) => batch));
  expect(most).toBeGreaterThan(MAX_BYTES * 0.6);
  expect(most).toBeLessThanOrEqual(MAX_BYTES * 1.1 + batch);
  // A cull may still be under way.
  const [size, truth] = await tabs[0]!.evaluate(async () => {
    for (let before = await window.bytesOnDisk(); ; ) {
      const { bytes } = await window.bounded.size();
      const after = await window.bytesOnDisk();
      if (after === before) return [bytes, after] as const;
      before = after;
    }
  });
  expect(Math.abs(size - truth)).toBeLessThan(truth * 0.1);
});
