/** What each library costs a page to import. */
import { sizeOf } from '../scripts/size.mjs';

const IMPORTS = {
  'Shelflife, `createCache`': "export { createCache } from 'shelflife';",
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
  return sizes;
}
