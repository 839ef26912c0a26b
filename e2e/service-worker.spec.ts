/** A page and its service worker load the same key. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { rolldown } from 'rolldown';
import type * as Shelflife from 'shelflife';

const source = fileURLToPath(new URL('../packages/shelflife/src/index.ts', import.meta.url));
let server: Server;
let url: string;

const WORKER = `
importScripts('/shelflife.js');
let calls = 0;
onmessage = async ({ data, ports: [port] }) => {
  const cache = shelflife.createCache({ name: 'shared', deadline: data.deadline });
  const load = () => new Promise((done) => setTimeout(done, 200, 'of the worker ' + ++calls));
  port.postMessage(await cache.getOrSet('k', load));
};
onactivate = (event) => event.waitUntil(clients.claim());
`;

test.beforeAll(async () => {
  const bundle = await rolldown({ input: source });
  const { output } = await bundle.generate({ format: 'iife', name: 'shelflife' });
  const scripts: Record<string, string> = { '/shelflife.js': output[0].code, '/worker.js': WORKER };
  server = createServer(({ url = '' }, response) => {
    const script = scripts[url];
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(
      script ?? '<!doctype html><title>ready</title><script src="/shelflife.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/`;
});

test.afterAll(() => {
  server.close();
});

declare const shelflife: typeof Shelflife;

declare global {
  interface Window {
    askWorker(deadline: number): Promise<unknown>;
  }
}

async function openPage(page: Page): Promise<void> {
  await page.goto(url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/worker.js');
    const { active } = await navigator.serviceWorker.ready;
    window.askWorker = (deadline) => {
      const { port1, port2 } = new MessageChannel();
      active?.postMessage({ deadline }, [port2]);
      return new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
      });
    };
  });
}

test('a page and its service worker that ask for a key at once get one value', async ({ page }) => {
  await openPage(page);
  const [mine, theirs] = await page.evaluate(() => {
    const cache = shelflife.createCache({ name: 'shared' });
    const load = () => new Promise((done) => setTimeout(done, 200, 'of the page'));
    return Promise.all([cache.getOrSet('k', load), window.askWorker(5)]);
  });
  expect(mine).toBe(theirs);
});

test('a loader that asks the service worker for its own key gets an answer', async ({ page }) => {
  await openPage(page);
  const [mine, stored] = await page.evaluate(async () => {
    const cache = shelflife.createCache({ name: 'shared', memory: false });
    return [await cache.getOrSet('k', () => window.askWorker(0.5)), await cache.get('k')];
  });
  expect(mine).toMatch(/^of the worker/);
  expect(stored).toBe(mine);
});
