/** What an import costs a page: under its bound, and as the docs say. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sizeOf } from '../../../../scripts/size.mjs';

const BOUND_KB = 29;

const createCache = "export { createCache } from 'shelflife';";
const workerStore = "export { workerStore } from 'shelflife/worker';";

const inKB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** The size that a page says, after some words and before others. */
function sizeIn(page: string, before: string, after: string): string | undefined {
  const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), 'utf8');
  return text.split(before)[1]?.split(after)[0];
}

test('createCache with all it needs stays under its bound, and the docs say how large it is', async () => {
  const bytes = await sizeOf(createCache);
  expect(bytes).toBeLessThan(BOUND_KB * 1000);
  expect(sizeIn('README.md', 'in every tab,\nin ', ' of JavaScript')).toBe(inKB(bytes));
  expect(sizeIn('docs/beside-others.md', '| `createCache` | ', ' |')).toBe(inKB(bytes));
});

test('workerStore costs the page less than 4 kB more', async () => {
  const both = await sizeOf(createCache + workerStore);
  expect(both - (await sizeOf(createCache))).toBeLessThan(4000);
  const said = sizeIn('docs/beside-others.md', '| `createCache` and `workerStore` | ', ' |');
  expect(said).toBe(inKB(both));
});

test.each([
  ['keyvAdapter', 'keyv'],
  ['unstorageDriver', 'unstorage'],
  ['queryPersisterOptions', 'tanstack-query'],
  ['useCached', 'react'],
  ['mountDevtools', 'devtools'],
])('%s costs what the README says, beside createCache', async (name, subpath) => {
  const both = await sizeOf(`${createCache} export { ${name} } from 'shelflife/${subpath}';`);
  const said = sizeIn('README.md', `| \`${name}\` from \`shelflife/${subpath}\` |`, ' kB |\n');
  const kB = (both - (await sizeOf(createCache))) / 1000;
  // What it shares with createCache compresses a little differently after each change there.
  expect(Math.abs(kB - Number(said?.split('| ').at(-1)))).toBeLessThan(0.15);
});
