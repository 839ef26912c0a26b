/** The packed tarball, installed in an app outside the tree. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { build, createServer as createViteServer, preview } from 'vite';
import webpack from 'webpack';

const packageFolder = fileURLToPath(new URL('../packages/shelflife', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
let app: string;

test.beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'shelflife-app-'));
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  npm(packageFolder, 'pack', '--pack-destination', app);
  const tarball = readdirSync(app).find((file) => file.endsWith('.tgz'));
  writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }');
  npm(app, 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`);
});

test.afterAll(() => {
  rmSync(app, { recursive: true, force: true });
});

/** An app that shows what it got, from where, and whether anything was amiss. */
function writeApp(worker: boolean): void {
  const store = worker ? ', store: workerStore()' : '';
  writeFileSync(
    join(app, 'index.html'),
    '<!doctype html><title>App</title><output></output><script type="module" src="/app.js"></script>',
  );
  writeFileSync(
    join(app, 'app.js'),
    `import { createCache } from 'shelflife';
     ${worker ? "import { workerStore } from 'shelflife/worker';" : ''}
     const cache = createCache({ name: 'app'${store} });
     let news = 'well';
     cache.addEventListener('degraded', ({ error }) => { news = error.message; });
     await cache.set('movie', 'The Manjhi', 30);
     document.querySelector('output').textContent = [await cache.get('movie'), cache.backend, news];`,
  );
}

async function showsIt(page: Page, url: string, workers: number): Promise<void> {
  await page.goto(url);
  await expect(page.locator('output')).toHaveText('The Manjhi,indexeddb,well');
  expect(page.workers().length).toBe(workers);
}

test('its types compile in an app that checks those of its libraries', () => {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    lib: ['ES2022', 'DOM'],
    types: [],
    module: 'ESNext',
    moduleResolution: 'bundler',
    skipLibCheck: false,
  };
  writeFileSync(
    join(app, 'app.ts'),
    `import { createCache, type Entry, type Failure, type Outcome } from 'shelflife';
     import { workerStore } from 'shelflife/worker';
     const cache = createCache<{ movie: string }>({ name: 'app', store: workerStore() });
     export const movie: string | undefined = await cache.get('movie');
     export type Named = [Entry, Failure, Outcome];`,
  );
  writeFileSync(
    join(app, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['app.ts'] }),
  );
  expect(() =>
    execFileSync(process.execPath, [tsc, '-p', app], { encoding: 'utf8' }),
  ).not.toThrow();
});

for (const worker of [false, true])
  test.describe(worker ? 'through the worker' : 'in the page', () => {
    const workers = worker ? 1 : 0;
    const config = () => ({ root: app, configFile: false, logLevel: 'silent' }) as const;

    test.beforeAll(() => writeApp(worker));

    test('served by Vite for development, it sets and gets', async ({ page }) => {
      const server = await createViteServer({ ...config(), server: { port: 0 } });
      await server.listen();
      await showsIt(page, server.resolvedUrls!.local[0]!, workers);
      await server.close();
    });

    test('built with Vite and opened in Chromium, it sets and gets', async ({ page }) => {
      await build(config());
      const server = await preview({ ...config(), preview: { port: 0 } });
      await showsIt(page, server.resolvedUrls!.local[0]!, workers);
      await server.close();
    });

    test('built with webpack 5, it sets and gets', async ({ page }) => {
      const folder = join(app, 'packed');
      await pack(folder);
      writeFileSync(
        join(folder, 'index.html'),
        '<!doctype html><output></output><script src="main.js"></script>',
      );
      const server = await serve(folder);
      await showsIt(page, `http://localhost:${(server.address() as AddressInfo).port}/`, workers);
      server.close();
    });
  });

function pack(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = { path, filename: 'main.js', clean: true };
    webpack({ mode: 'production', context: app, entry: './app.js', output }, (error, stats) => {
      if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
      else resolve();
    });
  });
}

function serve(folder: string): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const file = join(folder, url === '/' ? 'index.html' : url);
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = file.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'content-type': type }).end(readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, () => resolve(server)));
}

test('imported in bare Node, two requests share nothing', () => {
  const script = `
    import { createCache } from 'shelflife';
    const answer = async (user) => {
      const cache = createCache({ name: 'server' });
      const name = await cache.getOrSet('name', () => user);
      return name + ' ' + (await cache.get('name', 'nothing kept')) + ' ' + cache.backend;
    };
    console.log((await answer('Sonam')) + ', ' + (await answer('Dawa')));
  `;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: app,
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(printed.trim()).toBe('Sonam nothing kept null, Dawa nothing kept null');
});
