/** Firefox by WebDriver BiDi, headless. */
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { call } from './call.mjs';

const PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

export const firefox = {
  name: 'Firefox',
  packages: ['firefox-esr'],
  variable: 'FIREFOX_PATH',

  /** What is needed and not there. */
  missing: () => (executable() ? [] : ['firefox-esr']),

  /** @param {{ profile?: string, prefs?: Record<string, unknown> }} options */
  async launch({ profile, prefs = {} } = {}) {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: executable(),
      headless: true,
      userDataDir: profile,
      extraPrefsFirefox: prefs,
      protocolTimeout: 300_000,
    });
    return {
      version: await browser.version(),
      openTab: async (url) => tabOf(await browser.newPage(), url),
      close: () => browser.close(),
      kill: () => killed(browser.process()),
    };
  },
};

async function tabOf(page, url) {
  await page.goto(url);
  return {
    evaluate: async (body, ...args) => JSON.parse(await page.evaluate(call(body, args))).value,
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    /** Without a wait for a load: a page from the back/forward cache has none. */
    back: () => page.evaluate('void setTimeout(() => history.back(), 0)'),
    toFront: () => page.bringToFront(),
    onDialog: (listener) => page.on('dialog', listener),
    close: () => page.close(),
  };
}

function executable() {
  const named = process.env[firefox.variable];
  return [named, ...PLACES].find((path) => path && existsSync(path));
}

function killed(child) {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  return gone;
}
