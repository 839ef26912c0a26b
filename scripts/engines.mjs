/**
 * Runs the contract suites and the drills in Firefox and WebKitGTK, and ends with a line
 * `N passed, N failed`. It installs what is missing where it can (Debian, as root).
 *
 *   node scripts/engines.mjs                        both engines
 *   node scripts/engines.mjs firefox                one of them
 *   node scripts/engines.mjs --if-present           those that are there; the others are named
 *   node scripts/engines.mjs --only "two tabs"      tests with such a name
 *   node scripts/engines.mjs --brief                two suites of the contract, and short drills in the page
 *   node scripts/engines.mjs --retry                gives a test that fails a second try, and says so
 *   node scripts/engines.mjs --report FILE          the counts and what failed, as JSON
 *   node scripts/engines.mjs --probe                what the engines have, as JSON
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { advice, ENGINES, install } from '../browsers/installed.mjs';
import { playwrightFailures } from './failures.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => join(root, 'node_modules', path);

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'if-present': { type: 'boolean', default: false },
    brief: { type: 'boolean', default: false },
    probe: { type: 'boolean', default: false },
    retry: { type: 'boolean', default: false },
    only: { type: 'string' },
    report: { type: 'string' },
  },
});

const unknown = positionals.filter((name) => !ENGINES[name]);
if (unknown.length > 0) {
  console.error(`No such engine: ${unknown.join(', ')}. There are: ${Object.keys(ENGINES)}.`);
  process.exit(2);
}

const wanted = positionals.length > 0 ? positionals : Object.keys(ENGINES);
const missing = (name) => ENGINES[name].missing();
if (!flags['if-present'] && wanted.some((name) => missing(name).length > 0))
  install(wanted.filter((name) => missing(name).length > 0).flatMap((n) => ENGINES[n].packages));

const present = wanted.filter((name) => missing(name).length === 0);
const absent = wanted.filter((name) => missing(name).length > 0);
const report = present.length > 0 ? runTests() : { passed: 0, failed: 0, details: [] };
const { passed, failed } = report;

for (const name of absent) console.log(`\nNot run: ${advice(ENGINES[name])}`);
if (flags.report) writeFileSync(flags.report, JSON.stringify(report));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || (absent.length > 0 && !flags['if-present']) ? 1 : 0);

function runTests() {
  const file = join(mkdtempSync(join(tmpdir(), 'shelflife-engines-')), 'report.json');
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    stdio: 'inherit',
  });
  if (built.status !== 0) return { passed: 0, failed: 1, details: ['the build'] };
  const { status } = spawnSync(process.execPath, [bin('@playwright/test/cli.js'), ...choice()], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PLAYWRIGHT_JSON_OUTPUT_NAME: file,
      ...(flags.probe && { PROBE: 'yes' }),
    },
  });
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const { expected, flaky, unexpected } = report.stats;
  const failed = status === 0 ? unexpected : Math.max(unexpected, 1);
  return { passed: expected + flaky, failed, details: playwrightFailures(report) };
}

/** Playwright's arguments. */
function choice() {
  const projects = flags.brief ? present : present.flatMap((name) => [name, `${name} worker`]);
  return [
    'test',
    ...['-c', 'browsers/playwright.config.ts', '--reporter=list,json', '--pass-with-no-tests'],
    ...projects.map((name) => `--project=${name}`),
    ...(flags.retry ? ['--retries=1'] : []),
    ...(flags.brief ? ['--grep-invert=@long'] : []),
    ...(flags.probe ? ['--grep=@probe'] : []),
    ...(flags.only ? [`--grep=${flags.only}`] : []),
  ];
}
