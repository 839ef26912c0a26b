/** The packed tarball in an app: with each bundler that a test can afford, and on a server. */
import { execFile, execFileSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import { build, createServer as createViteServer, preview } from 'vite';
import webpack from 'webpack';
import { installSetup } from '../setups/install.ts';
import {
  appCode,
  packedApp,
  pageOf,
  type ShownApp,
  serve,
  writeFiles,
  writeManifest,
} from './harness/packed-app.ts';

const execute = promisify(execFile);
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

async function showsIt(page: Page, url: string, workers: number, news = 'well'): Promise<void> {
  await page.goto(url);
  await expect(page.locator('output')).toContainText(`The Manjhi,indexeddb,${news}`);
  expect(page.workers().length).toBe(workers);
}

/** Serves a folder of the app while it is looked at. */
async function showsItBuilt(page: Page, folder: string, workers: number, news?: string) {
  const server = await serve(join(packedApp(), folder));
  const { port } = server.address() as AddressInfo;
  await showsIt(page, `http://localhost:${port}/`, workers, news);
  server.close();
}

/** Writes an app to a folder of its own. */
function writeApp(folder: string, shown: ShownApp, files: Record<string, string> = {}): void {
  const named = { 'app.js': appCode(shown), ...files };
  writeFiles(
    Object.fromEntries(Object.entries(named).map(([name, text]) => [`${folder}/${name}`, text])),
  );
}

/** The folder of a setup, or the test ends here. */
async function install(name: string): Promise<string> {
  test.setTimeout(180_000);
  const { folder, failure } = await installSetup(name);
  test.skip(failure !== undefined, failure);
  return folder;
}

/** Compiles an app that uses the declarations, and checks them too. */
async function compiles(compiler: string): Promise<void> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    lib: ['ES2022', 'DOM'],
    types: [],
    module: 'ESNext',
    target: 'ES2022',
    moduleResolution: 'bundler',
    skipLibCheck: false,
  };
  writeFiles({
    'app.ts': `
      import { createCache, type Entry, type Failure, type Outcome } from 'shelflife';
      import { keyvAdapter } from 'shelflife/keyv';
      import { queryPersisterOptions } from 'shelflife/tanstack-query';
      import { unstorageDriver } from 'shelflife/unstorage';
      import { workerStore } from 'shelflife/worker';
      const cache = createCache<{ movie: string }>({ name: 'app', store: workerStore() });
      export const movie: string | undefined = await cache.get('movie');
      export const adapters = [keyvAdapter, queryPersisterOptions, unstorageDriver];
      export type Named = [Entry, Failure, Outcome];`,
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['app.ts'] }),
  });
  const compiling = execute(process.execPath, [compiler, '-p', packedApp()]).then(
    () => 'no error',
    ({ stdout }) => stdout,
  );
  expect(await compiling).toBe('no error');
}

test('its types compile in an app that checks those of its libraries', () => compiles(tsc));

test('its types compile with TypeScript 5.2', async () => {
  await compiles(`${await install('typescript-5.2')}/node_modules/typescript/bin/tsc`);
});

for (const worker of [false, true])
  test.describe(worker ? 'through the worker' : 'in the page', () => {
    const shown = worker ? { store: 'workerStore()' } : {};
    const workers = worker ? 1 : 0;
    const root = () => join(packedApp(), 'vite');
    const config = () => ({ root: root(), configFile: false, logLevel: 'silent' }) as const;

    test('served by Vite for development, it sets and gets', async ({ page }) => {
      writeApp('vite', shown, { 'index.html': pageOf('app.js') });
      const server = await createViteServer({ ...config(), server: { port: 0 } });
      await server.listen();
      await showsIt(page, server.resolvedUrls!.local[0]!, workers);
      await server.close();
    });

    test('built with Vite and opened in Chromium, it sets and gets', async ({ page }) => {
      writeApp('vite', shown, { 'index.html': pageOf('app.js') });
      await build(config());
      const server = await preview({ ...config(), preview: { port: 0 } });
      await showsIt(page, server.resolvedUrls!.local[0]!, workers);
      await server.close();
    });

    test('built with webpack 5, it sets and gets', async ({ page }) => {
      writeApp('webpack', shown);
      await pack(join(packedApp(), 'webpack'));
      writeFiles({ 'webpack/packed/index.html': pageOf('main.js') });
      await showsItBuilt(page, 'webpack/packed', workers);
    });

    test('built with Parcel, it sets and gets', async ({ page }) => {
      const parcel = `${await install('parcel')}/node_modules/parcel/lib/bin.js`;
      // By default Parcel reads no `exports`: it finds `shelflife` by `main`, but nothing below it.
      writeManifest({ '@parcel/resolver-default': { packageExports: worker } });
      const files = { 'index.html': pageOf('app.js') };
      writeApp('parcel', shown, files);
      const args = [
        'build',
        'index.html',
        '--dist-dir',
        'packed',
        '--no-cache',
        '--public-url',
        '.',
      ];
      await execute(process.execPath, [parcel, ...args], { cwd: join(packedApp(), 'parcel') });
      await showsItBuilt(page, 'parcel/packed', workers);
    });
  });

/** Bundlers that do not look into `new Worker(new URL(…))` of an installed package. */
const bundlers = {
  async Rollup(folder: string): Promise<void> {
    const setup = await install('rollup');
    const rollup = `${setup}/node_modules/rollup/dist/bin/rollup`;
    const args = ['--input', 'app.js', '--input', 'worker.js', '--dir', 'packed'];
    const resolve = [
      '--plugin',
      `${setup}/node_modules/@rollup/plugin-node-resolve/dist/es/index.js`,
    ];
    await execute(process.execPath, [rollup, ...args, ...resolve], { cwd: folder });
  },
  async esbuild(folder: string): Promise<void> {
    const esbuild = `${await install('esbuild')}/node_modules/esbuild/bin/esbuild`;
    const args = ['app.js', 'worker.js', '--bundle', '--format=esm', '--outdir=packed'];
    await execute(esbuild, args, { cwd: folder });
  },
};

for (const [name, bundle] of Object.entries(bundlers))
  test.describe(`built with ${name}`, () => {
    const shownBy = async (page: Page, shown: ShownApp, workers: number, news?: string) => {
      const folder = name.toLowerCase();
      // What a package names as free of side effects would be dropped from this worker.
      writeApp(folder, shown, { 'worker.js': "import 'shelflife/worker/script';" });
      await bundle(join(packedApp(), folder));
      writeFiles({ [`${folder}/packed/index.html`]: pageOf('app.js') });
      await showsItBuilt(page, `${folder}/packed`, workers, news);
    };

    test('it sets and gets', ({ page }) => shownBy(page, {}, 0));

    test('it works through a worker that the app starts', ({ page }) => {
      const setUp = "const start = () => new Worker('./worker.js', { type: 'module' });";
      return shownBy(page, { setUp, store: 'workerStore({ worker: start })' }, 1);
    });

    test('the page does the work where the shipped worker is not bundled', ({ page }) =>
      shownBy(page, { store: 'workerStore()' }, 0, 'The worker is not available'));
  });

function pack(context: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = { path: join(context, 'packed'), filename: 'main.js', clean: true };
    webpack({ mode: 'production', context, entry: './app.js', output }, (error, stats) => {
      if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString()));
      else resolve();
    });
  });
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
    cwd: packedApp(),
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(printed.trim()).toBe('Sonam nothing kept null, Dawa nothing kept null');
});
