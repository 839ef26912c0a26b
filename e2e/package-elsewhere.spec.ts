/** The packed tarball where a page is none that a server of its own delivers: a file, another origin, a service worker. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { rolldown } from 'rolldown';
import { appCode, packedApp, serve, writeFiles } from './harness/packed-app.ts';

/** Makes one classic script of `<folder>/<script>`, in `<folder>/packed`. */
async function bundle(folder: string, script: string): Promise<void> {
  const path = join(packedApp(), folder);
  const bundle = await rolldown({ input: join(path, script), logLevel: 'silent' });
  await bundle.write({ file: join(path, 'packed', script), format: 'iife' });
  await bundle.close();
}

const originOf = (server: Server) => `http://localhost:${(server.address() as AddressInfo).port}`;

async function shows(page: Page, url: string, news: string, workers = 0): Promise<void> {
  await page.goto(url);
  await expect(page.locator('output')).toContainText(`The Manjhi,indexeddb,${news}`);
  expect(page.workers().length).toBe(workers);
}

test('opened from a file, as a classic script, it sets and gets', async ({ page }) => {
  writeFiles({
    'file/app.js': appCode(),
    'file/packed/index.html': '<!doctype html><output></output><script src="app.js"></script>',
  });
  await bundle('file', 'app.js');
  await shows(page, pathToFileURL(join(packedApp(), 'file/packed/index.html')).href, 'well');
});

test.describe('loaded from another origin, as from a CDN,', () => {
  let cdn: Server;
  let site: Server;

  test.beforeAll(async () => {
    cdn = await serve(join(packedApp(), 'node_modules'));
    site = await serve(join(packedApp(), 'cdn'));
  });

  test.afterAll(() => {
    cdn.close();
    site.close();
  });

  const open = async (page: Page, store: string, news: string, workers: number) => {
    const from = originOf(cdn);
    const imports = {
      shelflife: `${from}/shelflife/dist/index.js`,
      'shelflife/worker': `${from}/shelflife/dist/worker/index.js`,
      idb: `${from}/idb/build/index.js`,
      comlink: `${from}/comlink/dist/esm/comlink.mjs`,
    };
    const script = `${from}/shelflife/dist/worker/script.js`;
    writeFiles({
      'cdn/index.html': `<!doctype html><output></output>
        <script type="importmap">${JSON.stringify({ imports })}</script>
        <script type="module" src="app.js"></script>`,
      'cdn/app.js': appCode({ store }),
      'cdn/worker.js': `import '${script}';`,
    });
    await shows(page, `${originOf(site)}/`, news, workers);
  };

  test('the page does the work, as no page may start a worker of another origin', ({ page }) =>
    open(page, 'workerStore()', 'The worker is not available', 0));

  test("a worker of the page's own that imports the script does it", ({ page }) =>
    open(
      page,
      "workerStore({ worker: () => new Worker('./worker.js', { type: 'module' }) })",
      'well',
      1,
    ));
});

test('in a service worker it sets and gets, and does the work of workerStore() itself', async ({
  page,
}) => {
  writeFiles({
    'service/packed/index.html': '<!doctype html><title>App</title>',
    'service/sw.js': `
      import { createCache } from 'shelflife';
      import { workerStore } from 'shelflife/worker';
      const answer = async (port) => {
        const answers = [];
        for (const store of [undefined, workerStore()]) {
          const cache = createCache({ name: 'app', store });
          await cache.set('movie', 'The Manjhi', 30);
          answers.push([await cache.get('movie'), cache.backend]);
        }
        port.postMessage(answers);
      };
      addEventListener('message', ({ ports: [port] }) => answer(port));`,
  });
  await bundle('service', 'sw.js');
  const server = await serve(join(packedApp(), 'service/packed'));
  await page.goto(`${originOf(server)}/`);
  const answers = await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
      active?.postMessage('?', [port2]);
    });
  });
  expect(answers).toEqual(Array(2).fill(['The Manjhi', 'indexeddb']));
  server.close();
});
