import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sizeOf } from '../../../../scripts/size.mjs';

const BOUND_KB = 12.5;

test('createCache with all it needs stays under its bound, and the README says how large it is', async () => {
  const bytes = await sizeOf("export { createCache } from 'shelflife';");
  expect(bytes).toBeLessThan(BOUND_KB * 1000);
  const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`in ${(bytes / 1000).toFixed(1)} kB of JavaScript`);
});

test('workerStore costs the page less than 4 kB more', async () => {
  const createCache = "export { createCache } from 'shelflife';";
  const workerStore = "export { workerStore } from 'shelflife/worker';";
  const both = await sizeOf(createCache + workerStore);
  expect(both - (await sizeOf(createCache))).toBeLessThan(4000);
});
