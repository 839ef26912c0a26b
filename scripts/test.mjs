/**
 * Runs every test, repeats what failed, and ends with a line `N passed, N failed`.
 *
 *   node scripts/test.mjs            all
 *   node scripts/test.mjs node e2e   just these steps
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { playwrightFailures, vitestFailures } from './failures.mjs';
import { ensureRedis, REDIS_WANTED } from './redis.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'shelflife-test-'));
const bin = (path) => join(root, 'node_modules', path);
const node = (script, ...args) => [process.execPath, [script, ...args]];

const tsc = bin('typescript/bin/tsc');
const biome = bin('@biomejs/biome/bin/biome');
const vitest = bin('vitest/vitest.mjs');
const vite = bin('vite/bin/vite.js');
const playwright = bin('@playwright/test/cli.js');
const publint = bin('publint/src/cli.js');
const attw = bin('@arethetypeswrong/cli/dist/index.js');

const steps = [
  { name: 'types', run: node(tsc, '--noEmit') },
  { name: 'lint', run: node(biome, 'check', '--error-on-warnings') },
  { name: 'build', run: node(join(root, 'scripts/build.mjs')) },
  { name: 'publint', run: node(publint, 'packages/shelflife', '--strict') },
  { name: 'attw', run: node(attw, '--profile', 'esm-only', '--pack', 'packages/shelflife') },
  { name: 'publint redis', run: node(publint, 'packages/redis', '--strict') },
  { name: 'attw redis', run: node(attw, '--profile', 'esm-only', '--pack', 'packages/redis') },
  { name: 'node', vitest: 'node' },
  { name: 'redis', redis: true },
  { name: 'browser', vitest: 'chromium', browser: true },
  { name: 'demo build', run: node(vite, 'build', '--logLevel', 'warn') },
  { name: 'e2e', playwright: true, browser: true },
  { name: 'engines', engines: true },
];

const wanted = process.argv.slice(2);
const chosen = steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const total = { passed: 0, failed: 0 };
const failures = [];

if (chosen.some(({ browser }) => browser)) process.env.CHROMIUM_PATH = ensureChromium();

for (const step of chosen) {
  console.log(`\n— ${step.name}`);
  const { passed, failed, details = [] } = runStep(step);
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) failures.push([`Failed: ${step.name}`, ...details].join('\n'));
}

for (const failure of failures) console.log(`\n${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

function runStep(step) {
  if (step.vitest) return runVitest(step.vitest);
  if (step.redis) return runRedis();
  if (step.playwright) return runPlaywright();
  if (step.engines) return runEngines();
  return run(step.run) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function run([command, args], env = {}) {
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] };
  return spawnSync(command, args, { ...options, env: { ...process.env, ...env } }).status === 0;
}

function runVitest(project) {
  const file = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = run(node(vitest, 'run', '--project', project, ...reporters));
  return counted(ok, file, (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    details: vitestFailures(report),
  }));
}

/** With a real server, if there is one; its tests count as no failure where none can be had. */
function runRedis() {
  if (ensureRedis()) return runVitest('redis');
  console.log(`${REDIS_WANTED}\nThe tests of @shelflife/redis were left out.`);
  return { passed: 0, failed: 0 };
}

function runPlaywright() {
  const file = join(reports, 'e2e.json');
  const args = ['test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'];
  const ok = run(node(playwright, ...args), { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  return counted(ok, file, (report) => ({
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected,
    details: playwrightFailures(report),
  }));
}

/** In the other engines, if their browsers are there; those that are not are named, and count as no failure. */
function runEngines() {
  const file = join(reports, 'engines.json');
  const flags = ['--if-present', '--brief', '--retry', '--report', file];
  const ok = run(node(join(root, 'scripts/engines.mjs'), ...flags));
  return counted(ok, file, (report) => report);
}

/** What a runner's report counts; a run that failed for another reason counts as a failure too. */
function counted(ok, file, countsIn) {
  try {
    const counts = countsIn(JSON.parse(readFileSync(file, 'utf8')));
    return { ...counts, failed: ok ? counts.failed : Math.max(counts.failed, 1) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
