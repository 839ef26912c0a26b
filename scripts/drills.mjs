/** Builds the package and runs the fault drills: `npm run drills -- --repeat 10`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { repeat: { type: 'string', default: '1' } } });

process.env.CHROMIUM_PATH = ensureChromium();

const run = (...args) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;

const playwright = [
  'node_modules/@playwright/test/cli.js',
  'test',
  '-c',
  'e2e/playwright.config.ts',
];
const ok =
  run('scripts/build.mjs') &&
  run('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn') &&
  run(
    ...playwright,
    '/drills/',
    `--repeat-each=${values.repeat}`,
    '--retries=0',
    '--reporter=line',
  );
process.exitCode = ok ? 0 : 1;
