/** Who can read what a cache holds, who cannot, and what is left of it after a logout. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { expect, ready, test } from '../browsers/pages.ts';
import { DEMO_PORT, HARNESS_PORT } from '../browsers/ports.ts';
import { chromiumArgs, findChromium } from '../scripts/chromium.mjs';

declare global {
  interface Window {
    /** The cache that all tabs of a test use. */
    users: ReturnType<Window['shelflife']['createCache']>;
    /** What this page has heard. */
    heard: unknown[];
  }
}

const DATABASE = 'shelflife/2/users';

/** A tab whose memory holds two users' entries. */
async function equip(tab: Page, inWorker = false): Promise<Page> {
  await tab.evaluate(async (inWorker) => {
    const { createCache, indexedDBStore, workerStore } = window.shelflife;
    const store = inWorker ? workerStore() : indexedDBStore();
    window.users = createCache({ name: 'users', store });
    for (const user of ['user:42', 'user:421']) {
      const view = window.users.namespace(user);
      await view.add('name', 'Sonam');
      await view.namespace('mail').add('inbox', ['secret']);
      await view.get('name');
      await view.namespace('mail').get('inbox');
    }
  }, inWorker);
  return tab;
}

/** What a tab answers for a user, from memory where it has it. */
function ask(tab: Page, user: string): Promise<unknown[]> {
  return tab.evaluate(async (user) => {
    const view = window.users.namespace(user);
    return [await view.get('name'), await view.namespace('mail').get('inbox')];
  }, user);
}

/** Whether a tab has a user's entry in memory: nothing else answers within the turn. */
function holds(tab: Page, user: string): Promise<boolean> {
  return tab.evaluate((user) => {
    const turn = new Promise<boolean>((resolve) => setTimeout(resolve, 0, false));
    const got = window.users.namespace(user).get('name');
    return Promise.race([got.then((name) => name === 'Sonam'), turn]);
  }, user);
}

const THERE = ['Sonam', ['secret']];
const GONE = [undefined, undefined];

test.describe('another origin', () => {
  /** Looks for the cache's database and listens to its channel. */
  function spy(database: string) {
    window.heard = [];
    new BroadcastChannel(database).onmessage = ({ data }) => window.heard.push(data);
    return indexedDB.databases().then((all) => all.map(({ name }) => name));
  }

  const NEIGHBOURS = {
    'another port': (origin: string) => origin.replace(`${HARNESS_PORT}`, `${DEMO_PORT}`),
    'another host': (origin: string) => origin.replace('://', '://neighbour-'),
  };

  for (const [what, of] of Object.entries(NEIGHBOURS))
    test(`${what} finds no database and hears no news`, async ({ openTab, origin, context }) => {
      const tab = await equip(await openTab());
      const stranger = await context.newPage();
      const body = '<!doctype html><title>ready</title>';
      await stranger.route('**', (route) => route.fulfill({ body, contentType: 'text/html' }));
      await ready(stranger, of(origin));
      expect(await stranger.evaluate(spy, DATABASE)).toEqual([]);
      const sibling = await openTab();
      expect(await sibling.evaluate(spy, DATABASE)).toEqual([DATABASE]);

      await tab.evaluate(() => window.users.set('k', 1));
      await expect.poll(() => sibling.evaluate(() => window.heard.length)).toBeGreaterThan(0);
      expect(await stranger.evaluate(() => window.heard)).toEqual([]);
    });
});

test('any script of the origin reads and forges what a cache holds', async ({ openTab }) => {
  const [tab, intruder] = [await equip(await openTab()), await openTab()];
  const read = await intruder.evaluate(async (database) => {
    const promised = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
    const db = await promised(indexedDB.open(database));
    const entries = db.transaction('entries', 'readwrite').objectStore('entries');
    const record = await promised(entries.get('user\\:42:1:name'));
    await promised(entries.put({ ...record, value: 'forged' }));
    db.close();
    return record.value;
  }, DATABASE);
  expect(read).toBe('Sonam');
  // The next page has nothing in memory yet.
  await tab.reload();
  await expect(tab).toHaveTitle('ready');
  expect((await ask(await equip(tab), 'user:42'))[0]).toBe('forged');
});

for (const inMemory of ['a page', 'a worker']) {
  const inWorker = inMemory === 'a worker';

  test(`logging out in one tab empties the others' memory, where ${inMemory} does the work`, async ({
    openTab,
  }) => {
    const [tab, other] = [await openTab(), await openTab()];
    for (const one of [tab, other]) await equip(one, inWorker);
    expect(await holds(other, 'user:42')).toBe(true);
    await tab.evaluate(() => window.users.namespace('user:42').clear());
    await expect.poll(() => ask(other, 'user:42')).toEqual(GONE);
    expect(await ask(tab, 'user:42')).toEqual(GONE);
    expect(await ask(other, 'user:421')).toEqual(THERE);
  });
}

test('destroy() in one tab empties the others and their memory', async ({ openTab }) => {
  const [tab, other] = [await equip(await openTab()), await equip(await openTab())];
  expect(await holds(other, 'user:42')).toBe(true);
  await tab.evaluate(() => window.users.destroy());
  await expect.poll(() => ask(other, 'user:42')).toEqual(GONE);
  expect(await ask(other, 'user:421')).toEqual(GONE);
  expect(await ask(tab, 'user:42')).toEqual(GONE);
});

test('what loads in another tab during a logout is not stored afterwards', async ({ openTab }) => {
  const [tab, other] = [await equip(await openTab()), await equip(await openTab())];
  const loaded = other.evaluate(async () => {
    const view = window.users.namespace('user:42');
    const loader = () =>
      new Promise((resolve) => {
        document.title = 'loading';
        document.addEventListener('loaded', () => resolve('late'));
      });
    return view.getOrSet('profile', loader);
  });
  await expect(other).toHaveTitle('loading');
  await tab.evaluate(() => window.users.namespace('user:42').clear());
  await expect.poll(() => ask(other, 'user:42')).toEqual(GONE);
  await other.evaluate(() => document.dispatchEvent(new Event('loaded')));
  expect(await loaded).toBe('late');
  const has = () => window.users.namespace('user:42').has('profile');
  expect([await other.evaluate(has), await tab.evaluate(has)]).toEqual([false, false]);
});

test('what another tab writes after a logout is there', async ({ openTab }) => {
  const [tab, other] = [await equip(await openTab()), await openTab()];
  await tab.evaluate(() => window.users.namespace('user:42').clear());
  await other.evaluate(() => {
    const cache = window.shelflife.createCache({ name: 'users' });
    return cache.namespace('user:42').set('name', 'written late');
  });
  expect((await ask(tab, 'user:42'))[0]).toBe('written late');
});

test('what another tab has queued before a logout is there after it', async ({ openTab }) => {
  const [tab, other] = [await equip(await openTab()), await openTab()];
  await other.evaluate(async () => {
    const cache = window.shelflife.createCache({ name: 'users', acknowledge: 'queued' });
    await cache.get('k');
    // It is queued until it is flushed.
    window.setTimeout = (() => 0) as unknown as typeof setTimeout;
    await cache.namespace('user:42').set('name', 'queued');
    document.addEventListener('flush', () =>
      cache.flush().then(() => (document.title = 'flushed')),
    );
  });
  await tab.evaluate(() => window.users.namespace('user:42').clear());
  await other.evaluate(() => document.dispatchEvent(new Event('flush')));
  await expect(other).toHaveTitle('flushed');
  expect((await ask(tab, 'user:42'))[0]).toBe('queued');
});

test.describe('on the disk', () => {
  let profile: string;

  test.beforeEach(() => {
    profile = mkdtempSync(join(tmpdir(), 'shelflife-profile-'));
  });

  test.afterEach(() => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Does something in a browser on the profile, and ends it. */
  async function visit(origin: string, work: () => Promise<unknown>): Promise<void> {
    const context = await chromium.launchPersistentContext(profile, {
      args: chromiumArgs,
      executablePath: findChromium(),
    });
    const tab = await context.newPage();
    await ready(tab, origin);
    await tab.evaluate(work);
    await context.close();
  }

  /** The files of the profile's databases in which there is such a text. */
  function filesWith(text: string): string[] {
    const files = readdirSync(profile, { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile() && /IndexedDB/.test(file.parentPath))
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => readFileSync(path).includes(text));
  }

  test('anyone with access to the profile can read values and keys', async ({ origin }) => {
    await visit(origin, async () => {
      const cache = window.shelflife.createCache({ name: 'users' });
      await cache.set('key', 'plainly readable');
      await cache.set('file', new Blob(['readable as a file']));
      await cache.close();
    });
    expect(filesWith('plainly readable').length).toBeGreaterThan(0);
    expect(filesWith('readable as a file').length).toBeGreaterThan(0);
  });

  test('what was cleared may lie there for a while', async ({ origin }) => {
    await visit(origin, async () => {
      const cache = window.shelflife.createCache({ name: 'users' });
      await cache.set('key', 'plainly readable');
      await cache.clear();
      await cache.close();
    });
    expect(filesWith('plainly readable').length).toBeGreaterThan(0);
  });
});

test.describe('under a content security policy', () => {
  /** Loads the blank page under a policy; what that bars is added to the list it resolves to. */
  async function openUnder(policy: string, tab: Page): Promise<string[]> {
    const violations: string[] = [];
    await tab.exposeFunction('violated', (what: string) => violations.push(what));
    await tab.addInitScript(() => {
      const told = window as unknown as { violated: (what: string) => void };
      document.addEventListener('securitypolicyviolation', (event) =>
        told.violated(`${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    await ready(tab, new URL(policy, tab.url()).href);
    return violations;
  }

  test('it needs no eval, no inline code and no connections', async ({ openTab }) => {
    const tab = await openTab();
    const violations = await openUnder('/strict', tab);
    const seen = await tab.evaluate(async () => {
      const { createCache, indexedDBStore, workerStore } = window.shelflife;
      const seen: unknown[] = [];
      for (const store of [indexedDBStore(), workerStore()]) {
        const cache = createCache({ store });
        await cache.set('k', { a: 1 });
        seen.push(await cache.get('k'), cache.backend);
        await cache.close();
      }
      return seen;
    });
    expect(seen).toEqual([{ a: 1 }, 'indexeddb', { a: 1 }, 'indexeddb']);
    expect(violations).toEqual([]);
  });

  test('under Trusted Types the page does the work, unless the app starts the worker by a policy', async ({
    openTab,
  }) => {
    const tab = await openTab();
    const violations = await openUnder('/trusted-types', tab);
    const seen = await tab.evaluate(async () => {
      const { createCache, workerStore } = window.shelflife;
      const { trustedTypes } = window as unknown as {
        trustedTypes: {
          createPolicy(
            name: string,
            rules: { createScriptURL(url: string): string },
          ): { createScriptURL(url: string): string };
        };
      };
      const own = trustedTypes.createPolicy('own', { createScriptURL: (url) => url });
      const url = '/shelflife/worker/script.js';
      const worker = () => new Worker(own.createScriptURL(url), { type: 'module' });
      const seen: unknown[] = [];
      for (const store of [workerStore(), workerStore({ worker })]) {
        const cache = createCache({ store });
        let isDegraded = false;
        cache.addEventListener('degraded', () => {
          isDegraded = true;
        });
        await cache.set('k', 1);
        seen.push(await cache.get('k'), isDegraded);
        await cache.close();
      }
      return seen;
    });
    expect(seen).toEqual([1, true, 1, false]);
    expect(violations.every((what) => what.startsWith('require-trusted-types-for'))).toBe(true);
  });
});

test('what is stored is data: nothing of it runs when it is read', async ({ openTab }) => {
  const tab = await openTab();
  const seen = await tab.evaluate(async () => {
    const { createCache } = window.shelflife;
    const ran: string[] = [];
    class Course {
      get title() {
        ran.push('a getter of the class');
        return 1;
      }
      toJSON() {
        ran.push('toJSON');
      }
    }
    const value = { text: '<script>ran</script>', course: new Course() };
    const cache = createCache({ name: 'data', memory: false });
    await cache.set('k', value);
    const found = (await cache.get('k')) as typeof value;
    const isPlain = Object.getPrototypeOf(found.course) === Object.prototype;
    const refused = await cache
      .set('l', { run: () => ran.push('a function') })
      .catch((e) => e.code);
    return { ran, isPlain, text: found.text, refused };
  });
  expect(seen).toEqual({ ran: [], isPlain: true, text: '<script>ran</script>', refused: 'data' });
});
