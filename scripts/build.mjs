/**
 * Writes packages/shelflife/dist and packages/redis/dist (ESM with source maps by Rolldown, declarations by
 * tsc), and the README of `shelflife`, with links that work on npm.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { withAbsoluteLinks } from './readme.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pkg = `${root}packages/shelflife`;

/** What the package's own sources start by its source is a script of its own in the package. */
const startsBuiltScript = {
  name: 'starts-built-script',
  transform: {
    filter: { id: /src\/worker\/index\.ts$/ },
    // As long as before, so the source map holds.
    handler: (code) => ({ code: code.replace("'./script.ts'", "'./script.js'"), map: null }),
  },
};

const common = {
  cwd: pkg,
  transform: { target: 'es2022' },
  logLevel: 'warn',
  plugins: [startsBuiltScript],
};

rmSync(`${pkg}/dist`, { recursive: true, force: true });

await build({
  ...common,
  input: {
    index: 'src/index.ts',
    'worker/index': 'src/worker/index.ts',
    'worker/host': 'src/worker/host.ts',
    'store/index': 'src/store/index.ts',
    'testing/index': 'src/testing/index.ts',
    'keyv/index': 'src/keyv/index.ts',
    'unstorage/index': 'src/unstorage/index.ts',
    'tanstack-query/index': 'src/tanstack-query/index.ts',
    'react/index': 'src/react/index.ts',
    'devtools/index': 'src/devtools/index.ts',
  },
  // 'use client' of an entry is kept.
  checks: { moduleLevelDirective: false },
  external: ['idb', 'comlink', 'react', /^lit($|\/)/],
  output: { dir: 'dist', chunkFileNames: 'chunks/[name].js', sourcemap: true },
});

// A worker has no import map: everything it needs is in one file.
await build({
  ...common,
  input: { 'worker/script': 'src/worker/script.ts' },
  output: { dir: 'dist', sourcemap: true, minify: true, codeSplitting: false },
});

await build({
  cwd: `${root}packages/redis`,
  transform: { target: 'es2022' },
  logLevel: 'warn',
  input: { index: 'src/index.ts' },
  platform: 'node',
  external: [/^shelflife/, /^node:/],
  output: { dir: 'dist', sourcemap: true, cleanDir: true },
});

const { repository } = JSON.parse(readFileSync(`${pkg}/package.json`, 'utf8'));
const readme = readFileSync(`${root}README.md`, 'utf8');
writeFileSync(`${pkg}/README.md`, withAbsoluteLinks(readme, repository.url));

const tsc = `${root}node_modules/typescript/bin/tsc`;
for (const folder of [pkg, `${root}packages/redis`]) {
  const args = [tsc, '-p', `${folder}/tsconfig.build.json`];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  process.exitCode ||= status ?? 1;
}
