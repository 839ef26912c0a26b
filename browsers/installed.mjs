/** Finds Firefox and WebKitGTK on this machine, and installs them where that can be done unasked. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FIREFOX = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

const LIBRARIES = '/usr/lib';
const WEBKIT_VERSIONS = ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0'];

/** The engines beside Chromium, by the name that scripts and tests use. */
export const ENGINES = {
  firefox: {
    title: 'Firefox',
    variable: 'FIREFOX_PATH',
    packages: ['firefox-esr'],
    missing: () => (findFirefox() ? [] : ['firefox-esr']),
  },
  webkit: {
    title: 'WebKitGTK',
    variable: 'WEBKIT_MINIBROWSER_PATH',
    packages: ['webkit2gtk-driver', 'xvfb', 'xauth'],
    missing: () => [
      ...(hasCommand('WebKitWebDriver') && findMiniBrowser() ? [] : ['webkit2gtk-driver']),
      ...(hasCommand('xvfb-run') && hasCommand('xauth') ? [] : ['xvfb', 'xauth']),
    ],
  },
};

export function findFirefox() {
  return [process.env[ENGINES.firefox.variable], ...FIREFOX].find(isFile);
}

/** Debian keeps it with the library, in a folder named for the machine's architecture. */
export function findMiniBrowser() {
  const folders = existsSync(LIBRARIES) ? readdirSync(LIBRARIES) : [];
  const shipped = folders.flatMap((folder) =>
    WEBKIT_VERSIONS.map((version) => join(LIBRARIES, folder, version, 'MiniBrowser')),
  );
  return [process.env[ENGINES.webkit.variable], ...shipped].find(isFile);
}

/** Installs Debian packages. Where that fails, `missing()` still names them. */
export function install(packages) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  console.log(`Installing ${packages.join(', ')}.`);
  const get = (...args) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const options = { stdio: ['ignore', 'ignore', 'inherit'], timeout: 900_000, env };
    return spawnSync('apt-get', ['-qq', ...args], options).status === 0;
  };
  const getAll = () => get('install', '-y', '--no-install-recommends', ...packages);
  if (!getAll() && get('update')) getAll();
}

/** What to do by hand. */
export function advice({ title, variable, missing }) {
  const packages = missing().join(' ');
  return (
    `${title} cannot be driven: missing ${packages}. On Debian or Ubuntu: ` +
    `apt-get install ${packages}; or set ${variable} to the executable.`
  );
}

function isFile(path) {
  return path && existsSync(path);
}

function hasCommand(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}
