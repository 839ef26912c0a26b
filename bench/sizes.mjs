/** What each library costs a page to import. */
import { fileURLToPath } from 'node:url';
import { sizeOf } from '../scripts/size.mjs';

const CACHE = 'Shelflife, `createCache`';
const CACHE_IN_WORKER = 'Shelflife, `createCache` and `workerStore`';

const source = (path) =>
  JSON.stringify(fileURLToPath(new URL(`../packages/shelflife/src/${path}`, import.meta.url)));

const IMPORTS = {
  [CACHE]: "export { createCache } from 'shelflife';",
  [CACHE_IN_WORKER]: `export { createCache } from 'shelflife'; export { workerStore } from ${source('worker/index.ts')};`,
  'Shelflife, the script of its worker': `export { serveStores } from ${source('worker/host.ts')};`,
  'Shelflife, everything': "export * from 'shelflife';",
  'idb-keyval, `get` and `set`': "export { get, set } from 'idb-keyval';",
  'idb-keyval, everything': "export * from 'idb-keyval';",
  localForage: "export { default } from 'localforage';",
  Dexie: "export { Dexie } from 'dexie';",
};

/** Minified and brotli-compressed bytes of each. */
export async function sizesOfAll() {
  const sizes = [];
  for (const [title, code] of Object.entries(IMPORTS))
    sizes.push({ title, bytes: await sizeOf(code) });
  return sizes.toSpliced(2, 0, {
    title: 'what `workerStore` adds to it',
    bytes: bytesOf(sizes, CACHE_IN_WORKER) - bytesOf(sizes, CACHE),
  });
}

function bytesOf(sizes, wanted) {
  return sizes.find(({ title }) => title === wanted).bytes;
}
