/** Whatever IndexedDB stores a cache gives back the same, by whatever way; what it refuses is refused. */
import { type Engine, expect, test } from '../browsers/tabs.ts';
import { PARTS } from './values/index.ts';

/**
 * What is known to fare otherwise (docs/engines.md): a driven WebKitGTK is a private one, whose database
 * takes no Blobs, in words that do not say so; and its structured clone makes shared memory an ordinary one.
 */
const OTHERWISE: Partial<Record<Engine, RegExp>> = { webkit: /Blob|File|SharedArrayBuffer/ };

const WAYS = {
  'with a tier, from this thread': { memory: true, inWorker: false },
  'without one, from this thread': { memory: false, inWorker: false },
  'with a tier, from a worker': { memory: true, inWorker: true },
  'without one, from a worker': { memory: false, inWorker: true },
};

test.describe('in the page', { tag: ['@page', '@long'] }, () => {
  for (const [what, way] of Object.entries(WAYS))
    test(`what bare IndexedDB stores comes back the same, and what it refuses is refused, ${what}`, async ({
      openTab,
      engine,
    }) => {
      const tab = await openTab();
      for (const install of PARTS) await tab.evaluate(install);
      const found = await tab.evaluate((way) => window.tryValues(way), way);
      const wrong = found.wrong.filter((name) => !OTHERWISE[engine]?.test(name));
      expect({ wrong, unmade: found.unmade }).toEqual({ wrong: [], unmade: [] });
      const isChromium = engine === 'chromium';
      expect(found.stored.length).toBeGreaterThan(isChromium ? 180 : 150);
      expect(found.refused.length).toBeGreaterThan(isChromium ? 40 : 20);
    });
});
