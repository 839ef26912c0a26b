/** WebKitGTK by its own WebDriver, on a display of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import WebDriver from 'webdriver';
import { call } from './call.mjs';

const LIBRARIES = '/usr/lib';

/** Ms between looks at whether a call in a page has settled. */
const LOOK = 20;

export const webkit = {
  name: 'WebKitGTK',
  packages: ['webkit2gtk-driver', 'xvfb', 'xauth'],
  variable: 'WEBKIT_MINIBROWSER_PATH',

  /** What is needed and not there. */
  missing: () => [
    ...(has('WebKitWebDriver') && miniBrowser() ? [] : ['webkit2gtk-driver']),
    ...(has('xvfb-run') && has('xauth') ? [] : ['xvfb', 'xauth']),
  ],

  async launch() {
    const port = await freePort();
    const driver = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], {
      stdio: 'ignore',
      detached: true,
    });
    const end = () => ended(driver);
    process.once('exit', () => kill(driver));
    try {
      const session = await connected(port);
      const turns = inTurn();
      const home = await session.getWindowHandle();
      return {
        version: `${session.capabilities.browserName} ${session.capabilities.browserVersion}`,
        openTab: (url) => tabOf({ session, turns, home }, url),
        close: async () => {
          await session.deleteSession().catch(() => {});
          await end();
        },
        kill: end,
      };
    } catch (error) {
      await end();
      throw error;
    }
  },
};

/**
 * Opens a browser that no driver drives, and so with a profile on the disk: a driven one is always
 * private. It shows `url` until the function that this returns is called.
 */
export function browse(url, home) {
  const folders = { HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home };
  const browser = spawn('xvfb-run', ['-a', miniBrowser(), url], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, ...folders },
  });
  return () => ended(browser);
}

/**
 * The driver answers one call at a time, to the window that it was last switched to; new windows are
 * asked for from one that is never closed.
 */
async function tabOf({ session, turns, home }, url) {
  const { handle } = await turns(async () => {
    await session.switchToWindow(home);
    const window = await session.createWindow('window');
    await session.switchToWindow(window.handle);
    await session.navigateTo(url);
    return window;
  });
  const inWindow = (work) =>
    turns(async () => {
      await session.switchToWindow(handle);
      return work();
    });
  const run = (script) => inWindow(() => session.executeScript(script, []));
  return {
    evaluate: (body, ...args) => evaluated(run, call(body, args)),
    goto: (url) => inWindow(() => session.navigateTo(url)),
    reload: () => inWindow(() => session.refresh()),
    back: () => run('setTimeout(() => history.back(), 0)'),
    toFront: async () => {},
    close: () => inWindow(() => session.closeWindow()),
  };
}

let calls = 0;

/** Starts a call, and looks until it has settled: so calls in several windows go on at once. */
async function evaluated(run, text) {
  const id = ++calls;
  await run(`
    window.pendingCalls ??= {};
    ${text}.then(
      (json) => { window.pendingCalls[${id}] = { json }; },
      (error) => { window.pendingCalls[${id}] = { error: String(error && error.stack ? error + error.stack : error) }; },
    );`);
  for (;;) {
    const settled = await run(
      `return window.pendingCalls ? window.pendingCalls[${id}] : { error: 'The page has gone' }`,
    );
    if (settled?.error) throw new Error(settled.error);
    if (settled) return JSON.parse(settled.json).value;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

function inTurn() {
  let last = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

async function connected(port) {
  const binary = miniBrowser();
  await listening(port);
  return WebDriver.newSession({
    hostname: '127.0.0.1',
    port,
    logLevel: 'error',
    connectionRetryCount: 0,
    connectionRetryTimeout: 60_000,
    capabilities: {
      'wdio:enforceWebDriverClassic': true,
      'webkitgtk:browserOptions': { binary, args: ['--automation'] },
    },
  });
}

/** The driver takes a moment to start. */
async function listening(port) {
  for (let tries = 0; tries < 60; tries++) {
    const isThere = await fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('WebKitWebDriver does not answer');
}

function miniBrowser() {
  const named = process.env[webkit.variable];
  return [named, ...shippedBrowsers()].find((path) => path && existsSync(path));
}

/** Debian keeps it with the library, in a folder named for the machine's architecture. */
function shippedBrowsers() {
  if (!existsSync(LIBRARIES)) return [];
  const folders = readdirSync(LIBRARIES).map((name) => join(LIBRARIES, name));
  const versions = ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0'];
  return folders.flatMap((folder) => versions.map((name) => join(folder, name, 'MiniBrowser')));
}

function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Ends a process and all that it has started. */
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  kill(child);
  return gone;
}

function kill(child) {
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {}
}
