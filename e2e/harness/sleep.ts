/** Pages put to sleep as a browser does: into the back/forward cache, or frozen. */
import { execFileSync } from 'node:child_process';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import puppeteer, { type Page as PuppeteersPage } from 'puppeteer-core';
import { chromiumArgs, ensureChromium, findChromium } from '../../scripts/chromium.mjs';

/** Runs `work` in a browser that has a back/forward cache, which Playwright switches off. */
export async function withBackForwardCache(
  work: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({
    args: chromiumArgs,
    executablePath: findChromium(),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  try {
    await work(await browser.newContext());
  } finally {
    await browser.close();
  }
}

/** Runs `work` in a browser whose processes can all be stopped, as when the machine sleeps. */
export async function withSleepingMachine(
  work: (context: BrowserContext, sleep: (ms: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const server = await chromium.launchServer({
    args: chromiumArgs,
    executablePath: findChromium(),
  });
  const browser = await chromium.connect(server.wsEndpoint());
  const sleep = async (ms: number) => {
    const processes = withDescendants(server.process().pid!);
    for (const id of processes) process.kill(id, 'SIGSTOP');
    await new Promise((resume) => setTimeout(resume, ms));
    for (const id of processes) process.kill(id, 'SIGCONT');
  };
  try {
    await work(await browser.newContext(), sleep);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** A process and all that it has started, by id. */
function withDescendants(root: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [root];
  for (const id of found) for (const [child, parent] of rows) if (parent === id) found.push(child!);
  return found;
}

/** Goes back, without the load that Playwright would wait for and a restored page does not have. */
export function goBack(tab: Page): void {
  tab.goBack().catch(() => {});
}

/** A tab, of which nothing is asked but what goes on in it. */
export type Tab = Pick<Page, 'evaluate'>;

export interface FreezableTab extends Tab {
  /** As a browser does with a tab that has been hidden for long; resolves to what thaws it. */
  freeze(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * Runs `work` in a browser whose tabs freeze. Playwright has each believe that it is in front, and such
 * a one does not; so another driver is asked.
 *
 * @param prepare what runs in each tab before anything else
 */
export async function withFreezableTabs(
  origin: string,
  prepare: () => void,
  work: (open: () => Promise<FreezableTab>) => Promise<void>,
): Promise<void> {
  const browser = await puppeteer.launch({ args: chromiumArgs, executablePath: ensureChromium() });
  const front = await browser.newPage();
  const open = async () => {
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(prepare);
    await page.goto(origin);
    await page.waitForFunction(() => document.title === 'ready');
    return freezable(page, front);
  };
  try {
    await work(open);
  } finally {
    await browser.close();
  }
}

function freezable(page: PuppeteersPage, front: PuppeteersPage): FreezableTab {
  return {
    evaluate: page.evaluate.bind(page) as Tab['evaluate'],
    close: () => page.close(),
    async freeze() {
      await front.bringToFront();
      const session = await page.createCDPSession();
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      return async () => {
        await session.send('Page.setWebLifecycleState', { state: 'active' });
        await session.detach();
      };
    },
  };
}
