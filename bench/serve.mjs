/** Builds the benchmark's page as a user's would be, and serves it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const SOURCE = {
  index: here('../packages/shelflife/src/index.ts'),
  worker: here('../packages/shelflife/src/worker/index.ts'),
};

/** @param against the `dist` of another build, or nothing; resolves to the page's address */
export async function serve(outDir, against) {
  const other = against ? distAt(against) : SOURCE;
  const config = {
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    define: { IS_COMPARISON: JSON.stringify(Boolean(against)) },
    resolve: {
      alias: {
        'shelflife-reference/worker': other.worker,
        'shelflife-reference': other.index,
        'shelflife/worker': SOURCE.worker,
        shelflife: SOURCE.index,
      },
      // The other build may lie where they are not installed, and both should have the same.
      dedupe: ['idb', 'comlink'],
    },
    build: { outDir, emptyOutDir: true, target: 'es2022' },
    worker: { format: 'es' },
    preview: {
      port: 0,
      // Isolated from other origins, a page has a finer clock.
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  };
  await build(config);
  const server = await preview(config);
  return server.resolvedUrls.local[0];
}

/** The folder itself, or the one in a clone or a package. */
function distAt(path) {
  const folder = ['', 'dist', 'packages/shelflife/dist']
    .map((part) => resolve(path, part))
    .find((candidate) => existsSync(join(candidate, 'index.js')));
  if (!folder) throw new Error(`--against: expected a build of Shelflife, found none in ${path}`);
  return { index: join(folder, 'index.js'), worker: join(folder, 'worker/index.js') };
}
