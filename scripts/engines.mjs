/**
 * Runs the contract suite and the fault drills in Firefox and WebKitGTK, and ends with a line
 * `N passed, N failed`. It installs what is missing where it can (Debian, as root).
 *
 *   node scripts/engines.mjs                        both engines
 *   node scripts/engines.mjs firefox                one of them
 *   node scripts/engines.mjs --if-present           those that are there; the others are named
 *   node scripts/engines.mjs --only "two tabs"      suites and drills with such a name
 *   node scripts/engines.mjs --brief                two suites of the contract, and the drills in the page
 *   node scripts/engines.mjs --retry                a drill that fails has a second try, and that is said
 *   node scripts/engines.mjs --report FILE          the counts, as JSON
 *   node scripts/engines.mjs --probe                what the engines have, as JSON
 */
import { rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { firefox } from '../engines/firefox.mjs';
import { advice, install } from '../engines/install.mjs';
import { runEngine } from '../engines/run.mjs';
import { buildSite } from '../engines/site.mjs';
import { webkit } from '../engines/webkit.mjs';

const ENGINES = { firefox, webkit };

// So that what was started ends with this.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'if-present': { type: 'boolean', default: false },
    brief: { type: 'boolean', default: false },
    probe: { type: 'boolean', default: false },
    retry: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    report: { type: 'string' },
  },
});

const unknown = positionals.filter((name) => !ENGINES[name]);
if (unknown.length > 0) {
  console.error(`No such engine: ${unknown.join(', ')}. There are: ${Object.keys(ENGINES)}.`);
  process.exit(2);
}

const wanted =
  positionals.length > 0 ? positionals.map((name) => ENGINES[name]) : [firefox, webkit];
const { present, absent } = lookFor(wanted);
const total = { passed: 0, failed: 0 };

if (present.length > 0) {
  const folder = await buildSite();
  for (const engine of present) add(await runEngine(engine, folder, flags));
  rmSync(folder, { recursive: true });
}

for (const engine of absent) console.log(`\nNot run: ${advice(engine, engine.missing())}`);
if (flags.report) writeFileSync(flags.report, JSON.stringify(total));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || (absent.length > 0 && !flags['if-present']) ? 1 : 0);

function lookFor(engines) {
  const absent = engines.filter((engine) => engine.missing().length > 0);
  if (absent.length > 0 && !flags['if-present'])
    install(absent.flatMap(({ packages }) => packages));
  const isPresent = (engine) => engine.missing().length === 0;
  return {
    present: engines.filter(isPresent),
    absent: engines.filter((engine) => !isPresent(engine)),
  };
}

function add({ passed, failed }) {
  total.passed += passed;
  total.failed += failed;
}
