/** Finds the Chromium that the browser tests drive, and gets one where there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const VARIABLES = ['CHROMIUM_PATH', 'CHROME_PATH', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'];

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Quiet, the same on every machine, and able to run as root in a container. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of a Chromium: an environment variable's, Playwright's own, the system's. */
export function findChromium() {
  const named = VARIABLES.map((name) => process.env[name]).find((path) => path);
  return [named, playwrightsOwn(), ...SYSTEM].find((path) => path && existsSync(path));
}

/** As `findChromium`, and installs one where there is none; throws with what to do by hand. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  console.log('No Chromium found: installing one.');
  const installed = installs().some(([command, args]) => {
    const { status } = spawnSync(command, args, { stdio: 'inherit', timeout: 600_000 });
    return status === 0 && findChromium();
  });
  if (installed) return findChromium();
  throw new Error(
    'No Chromium found, and none could be installed. Install one (`npx playwright install chromium`, ' +
      'or `apt-get install chromium` on Debian), or set CHROMIUM_PATH to the executable of one.',
  );
}

function installs() {
  const playwright = [
    process.execPath,
    ['node_modules/playwright-core/cli.js', 'install', 'chromium'],
  ];
  const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  const debian = [
    'sh',
    ['-c', 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium'],
  ];
  return isDebianRoot ? [debian, playwright] : [playwright];
}

function playwrightsOwn() {
  const script = "process.stdout.write(require('playwright-core').chromium.executablePath())";
  const { stdout, status } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}
