/** A page through which gigabytes pass holds no more of them than memory's bound. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, chromium } from '@playwright/test';
import { expect, ready, test } from '../../browsers/pages.ts';
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs';

const MB = 2 ** 20;
const TEXT = 5 * MB;
const KEYS = 200;
/** Twice around all keys: 2 GB, the first half written and the second half read. */
const CALLS = 2 * KEYS;
/** How many calls there are between looks at the heap. */
const STEP = 50;

test('2 GB of texts in hundreds of keys leave the heap under 100 MB', async ({ origin }) => {
  test.setTimeout(180_000);
  // On the disk: what a private window has stored is in memory.
  const profile = mkdtempSync(join(tmpdir(), 'shelflife-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    args: chromiumArgs,
    executablePath: findChromium(),
  });
  try {
    const tab = await context.newPage();
    await ready(tab, origin);
    await tab.evaluate(installTexts, { keys: KEYS, size: TEXT });
    const session = await context.newCDPSession(tab);
    await session.send('HeapProfiler.enable');
    for (let done = 0; done < CALLS; done += STEP) {
      expect(await tab.evaluate((step) => window.passTexts(step), STEP)).toBe(STEP * TEXT);
      expect(await heapOf(session), `after ${done + STEP} calls`).toBeLessThan(100 * MB);
    }
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

declare global {
  interface Window {
    /** Passes so many texts through the cache; resolves to how many characters came back. */
    passTexts: (count: number) => Promise<number>;
  }
}

/** Runs in the page. */
function installTexts({ keys, size }: { keys: number; size: number }): void {
  const cache = window.shelflife.createCache({ name: 'texts', timeout: null });
  const part = 'x'.repeat(1024);
  const rest = Array.from({ length: size / 1024 - 1 }, () => part);
  let calls = 0;
  window.passTexts = async (count) => {
    let characters = 0;
    for (let n = 0; n < count; n++) {
      const key = `text ${calls++ % keys}`;
      // `join` makes one string of its own on the heap.
      const load = () => [key.padEnd(1024), ...rest].join('');
      characters += (await cache.getOrSet(key, load)).length;
    }
    return characters;
  };
}

/** Bytes in use in the page, once all that can be collected has been. */
async function heapOf(session: CDPSession): Promise<number> {
  for (let n = 0; n < 3; n++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize, embedderHeapUsedSize, backingStorageSize } =
    await session.send('Runtime.getHeapUsage');
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}
