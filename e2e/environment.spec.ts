/** A real browser is recognized as one, in each kind of thread that can hold a cache. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { rolldown } from 'rolldown';

const source = fileURLToPath(
  new URL('../packages/shelflife/src/platform/environment.ts', import.meta.url),
);
let server: Server;
let url: string;

/** Answers by the port of a message, of a connection, or of its own, whatever thread it runs in. */
const worker = `
importScripts('/environment.js');
const answer = (port) => port.postMessage(environment.isBrowser());
onconnect = ({ ports }) => answer(ports[0]);
onmessage = ({ ports }) => answer(ports[0] ?? self);
`;

test.beforeAll(async () => {
  const bundle = await rolldown({ input: source });
  const { output } = await bundle.generate({ format: 'iife', name: 'environment' });
  const scripts: Record<string, string> = {
    '/environment.js': output[0].code,
    '/worker.js': worker,
  };
  server = createServer(({ url = '' }, response) => {
    const script = scripts[url];
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(
      script ?? '<!doctype html><title>Environment</title><script src="/environment.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/`;
});

test.afterAll(() => {
  server.close();
});

declare const environment: { isBrowser(): boolean };

test('a page, also one of Electron that may use Node', async ({ page }) => {
  await page.goto(url);
  expect(await page.evaluate(() => environment.isBrowser())).toBe(true);
  const inElectron = () => {
    const process = { type: 'renderer', versions: { node: '22.0.0', electron: '39.0.0' }, env: {} };
    return Object.assign(globalThis, { process }) && environment.isBrowser();
  };
  expect(await page.evaluate(inElectron)).toBe(true);
});

test('a worker', async ({ page }) => {
  await page.goto(url);
  const answer = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const worker = new Worker('/worker.js');
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage('?');
      }),
  );
  expect(answer).toBe(true);
});

test('a shared worker', async ({ page }) => {
  await page.goto(url);
  const answer = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new SharedWorker('/worker.js').port.onmessage = ({ data }) => resolve(data);
      }),
  );
  expect(answer).toBe(true);
});

test('a service worker', async ({ page }) => {
  await page.goto(url);
  const answer = await page.evaluate(async () => {
    await navigator.serviceWorker.register('/worker.js');
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
      active?.postMessage('?', [port2]);
    });
  });
  expect(answer).toBe(true);
});
