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

/** Ms by which the pages wake before the rest of the browser, whose database they then wait for. */
const SLOW_TO_WAKE = 300;

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
    const all = withDescendants(server.process().pid!);
    signal('SIGSTOP', all);
    await pause(ms);
    signal('SIGCONT', all.filter(isPage));
    await pause(SLOW_TO_WAKE);
    signal('SIGCONT', all);
  };
  try {
    await work(await browser.newContext(), sleep);
  } finally {
    await browser.close();
    await server.close();
  }
}

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
}

/** A process and all that it has started, directly or not. */
function withDescendants(root: number): Process[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const processes = [...table.matchAll(/^ *(\d+) +(\d+) +(.*)$/gm)].map(
    ([, id, parent, command = '']) => ({ id: Number(id), parent: Number(parent), command }),
  );
  const found = processes.filter(({ id }) => id === root);
  for (const { id } of found) found.push(...processes.filter(({ parent }) => parent === id));
  return found;
}

function isPage({ command }: Process): boolean {
  return command.includes('--type=renderer');
}

function signal(name: 'SIGSTOP' | 'SIGCONT', processes: readonly Process[]): void {
  for (const { id } of processes)
    try {
      process.kill(id, name);
    } catch {
      // It has ended meanwhile.
    }
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}

/** Goes back, without the load that Playwright would wait for and a restored page does not have. */
export function goBack(tab: Page): void {
  tab.goBack().catch(() => {});
}

/** A tab of whichever driver. */
export type EvaluatingTab = Pick<Page, 'evaluate'>;

export interface FreezableTab extends EvaluatingTab {
  show(): Promise<void>;
  /** Brings another tab to the front. */
  hide(): Promise<void>;
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
    evaluate: page.evaluate.bind(page) as EvaluatingTab['evaluate'],
    close: () => page.close(),
    show: () => page.bringToFront(),
    hide: () => front.bringToFront(),
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
