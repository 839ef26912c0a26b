/** Writes packages/shelflife/dist: ESM with source maps by Vite, declarations by tsc. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const pkg = `${root}packages/shelflife`;

rmSync(`${pkg}/dist`, { recursive: true, force: true });

await build({
  configFile: false,
  root: pkg,
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    target: 'es2022',
    sourcemap: true,
    minify: false,
    lib: {
      formats: ['es'],
      entry: { index: 'src/index.ts', 'testing/index': 'src/testing/index.ts' },
      fileName: (_, name) => `${name}.js`,
    },
    rolldownOptions: {
      external: ['idb'],
      output: { chunkFileNames: 'chunks/[name].js' },
    },
  },
});

copyFileSync(`${root}README.md`, `${pkg}/README.md`);

const tsc = `${root}node_modules/typescript/bin/tsc`;
const { status } = spawnSync(process.execPath, [tsc, '-p', `${pkg}/tsconfig.build.json`], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
