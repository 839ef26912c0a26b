/** WebKitGTK, driven by its own WebDriver, on a display of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import WebDriver, { type Client } from 'webdriver';
import { callInPage } from './call.ts';
import { findMiniBrowser } from './installed.mjs';
import type { Browser, Tab } from './tab.ts';

/** Ms between looks at whether a call in a page has settled. */
const LOOK = 20;

/** Runs one piece of work after the other. */
type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

export async function launchWebKit(): Promise<Browser> {
  const port = await freePort();
  const driver = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], {
    stdio: 'ignore',
    detached: true,
  });
  process.once('exit', () => killGroup(driver));
  try {
    const session = await connect(port);
    const home = await session.getWindowHandle();
    const inTurn = createTurns();
    return {
      openTab: (url) => openWindow(session, home, inTurn, url),
      close: async () => {
        await session.deleteSession().catch(() => {});
        await end(driver);
      },
    };
  } catch (error) {
    await end(driver);
    throw error;
  }
}

/**
 * The driver answers one call at a time, for the window that it was last switched to. New windows are
 * opened from one that is never closed.
 */
async function openWindow(
  session: Client,
  home: string,
  inTurn: InTurn,
  url: string,
): Promise<Tab> {
  const { handle } = await inTurn(async () => {
    await session.switchToWindow(home);
    const window = await session.createWindow('window');
    await session.switchToWindow(window.handle);
    await session.navigateTo(url);
    return window;
  });
  const inWindow: InTurn = (work) =>
    inTurn(async () => {
      await session.switchToWindow(handle);
      return work();
    });
  const run = (script: string) => inWindow(() => session.executeScript(script, []));
  const evaluate = (body: unknown, arg: unknown) => callAndWait(run, callInPage(body, arg));
  return {
    evaluate: evaluate as Tab['evaluate'],
    goto: (url) => inWindow(() => session.navigateTo(url)),
    reload: () => inWindow(() => session.refresh()),
    back: async () => void (await run('setTimeout(() => history.back(), 0)')),
    bringToFront: async () => {},
    uncaught: () => run('return window.uncaught') as Promise<string[]>,
    close: async () => void (await inWindow(() => session.closeWindow())),
  };
}

let calls = 0;

/** Starts a call and looks until it has settled, so that calls in several windows run at once. */
async function callAndWait(
  run: (script: string) => Promise<unknown>,
  call: string,
): Promise<unknown> {
  const id = ++calls;
  await run(`
    window.pendingCalls ??= {};
    ${call}.then(
      (json) => { window.pendingCalls[${id}] = { json }; },
      (error) => { window.pendingCalls[${id}] = { error: String(error && error.stack ? error + error.stack : error) }; },
    );`);
  for (;;) {
    const settled = (await run(
      `return window.pendingCalls ? window.pendingCalls[${id}] : { error: 'The page has gone' }`,
    )) as { json?: string; error?: string } | null;
    if (settled?.error) throw new Error(settled.error);
    if (settled?.json) return JSON.parse(settled.json).value;
    await pause(LOOK);
  }
}

function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

async function connect(port: number): Promise<Client> {
  await untilListening(port);
  return WebDriver.newSession({
    hostname: '127.0.0.1',
    port,
    logLevel: 'silent',
    connectionRetryCount: 0,
    connectionRetryTimeout: 60_000,
    capabilities: {
      'wdio:enforceWebDriverClassic': true,
      'webkitgtk:browserOptions': { binary: findMiniBrowser(), args: ['--automation'] },
    } as WebdriverIO.Capabilities,
  });
}

/** The driver takes a moment to start. */
async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const isThere = await fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await pause(250);
  }
  throw new Error('WebKitWebDriver does not answer');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Ends a process and all that it has started. */
function end(child: ChildProcess): Promise<unknown> | undefined {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  killGroup(child);
  return gone;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
