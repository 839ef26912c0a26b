import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sizeOf } from '../../../scripts/size.mjs';

const BOUND_KB = 16.5;

const inKB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('createCache with all it needs stays under its bound, and the docs say how large it is', async () => {
  const bytes = await sizeOf("export { createCache } from 'shelflife';");
  expect(bytes).toBeLessThan(BOUND_KB * 1000);
  expect(read('README.md')).toContain(`in ${inKB(bytes)} of JavaScript`);
  expect(read('docs/beside-others.md')).toContain(`| \`createCache\` | ${inKB(bytes)} |`);
});

test('workerStore costs the page less than 4 kB more', async () => {
  const createCache = "export { createCache } from 'shelflife';";
  const workerStore = "export { workerStore } from 'shelflife/worker';";
  const both = await sizeOf(createCache + workerStore);
  expect(both - (await sizeOf(createCache))).toBeLessThan(4000);
  const row = `| \`createCache\` and \`workerStore\` | ${inKB(both)} |`;
  expect(read('docs/beside-others.md')).toContain(row);
});
