/**
 * What an import costs a page: minified and brotli-compressed, with all it needs, `idb` included; without
 * React and Lit, and the worker's own script, which the page does not run.
 */

import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = 'virtual:size-entry';

/** Bytes of the module `code` as a page would load it. */
export async function sizeOf(code) {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'silent',
    resolve: {
      alias: {
        'shelflife/worker': `${root}packages/shelflife/src/worker/index.ts`,
        'shelflife/keyv': `${root}packages/shelflife/src/keyv/index.ts`,
        'shelflife/unstorage': `${root}packages/shelflife/src/unstorage/index.ts`,
        'shelflife/tanstack-query': `${root}packages/shelflife/src/tanstack-query/index.ts`,
        'shelflife/devtools': `${root}packages/shelflife/src/devtools/index.ts`,
        'shelflife/react': `${root}packages/shelflife/src/react/index.ts`,
        shelflife: `${root}packages/shelflife/src/index.ts`,
      },
    },
    plugins: [
      {
        name: 'size-entry',
        resolveId: (id) => (id === ENTRY ? `\0${ENTRY}` : undefined),
        load: (id) => (id === `\0${ENTRY}` ? code : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: ENTRY,
        external: ['react', /^lit($|\/)/],
        output: { format: 'es' },
        preserveEntrySignatures: 'strict',
      },
    },
  });
  const { output } = [result].flat()[0];
  const text = output.map((chunk) => chunk.code ?? '').join('\n');
  return brotliCompressSync(Buffer.from(text)).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(await sizeOf(process.argv[2] ?? "export { createCache } from 'shelflife';"), 'bytes');
