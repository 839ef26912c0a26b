/** The packed tarballs, installed in empty apps with and without the client. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, TestServer } from './support/server.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

/** A build, and packages that may come from the registry. */
const PATIENCE = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'shelflife-redis-app-'));
const npm = (cwd: string, ...args: string[]) => run('npm', args, { cwd });

/** An app that has both packages, and what the flags of `npm install` add or leave out. */
async function appWith(name: string, ...flags: string[]): Promise<string> {
  const app = join(folder, name);
  mkdirSync(app);
  await writeFile(join(app, 'package.json'), '{ "private": true, "type": "module" }');
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const paths = tarballs.map((file) => join('..', file));
  await npm(app, 'install', '--no-audit', '--no-fund', '--prefer-offline', ...flags, ...paths);
  return app;
}

/** What a module of an app prints. */
async function printedBy(app: string, code: string, env = {}): Promise<string> {
  await writeFile(join(app, 'app.mjs'), code);
  const options = { cwd: app, env: { ...process.env, ...env }, timeout: 60_000 };
  const { stdout } = await run(process.execPath, ['app.mjs'], options);
  return stdout.trim();
}

/** What the compiler says of a module of an app. */
async function compiled(app: string, code: string): Promise<string> {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
  };
  await writeFile(join(app, 'app.ts'), code);
  await writeFile(
    join(app, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['app.ts'] }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return run(process.execPath, [tsc, '-p', app]).then(
    () => 'no error',
    ({ stdout }) => stdout,
  );
}

function readmeIn(app: string): string {
  return readFileSync(join(app, 'node_modules/@shelflife/redis/README.md'), 'utf8');
}

describe('the packed package', () => {
  let app: string;
  let appWithoutClient: string;

  beforeAll(async () => {
    // The first one builds both.
    await npm(join(root, 'packages/shelflife'), 'pack', '--pack-destination', folder);
    const redis = join(root, 'packages/redis');
    await npm(redis, 'pack', '--ignore-scripts', '--pack-destination', folder);
    app = await appWith('app');
    appWithoutClient = await appWith('without', '--legacy-peer-deps');
  }, PATIENCE);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.skipIf(!hasRedis)('its README shows a module that sets and gets', async () => {
    const server = await TestServer.start();
    try {
      const [, sample] = readmeIn(app).match(/```ts\n(.*?)```/s)!;
      const code = `
        globalThis.loadCourse = async (id) => ({ title: 'Course ' + id });
        ${sample}
        console.log(JSON.stringify([cache.backend, await cache.get('course:7'), course]));
        await cache.close();
        await client.close();`;
      const printed = await printedBy(app, code, { REDIS_URL: server.url });
      expect(JSON.parse(printed)).toEqual(['redis', { title: 'RRR' }, { title: 'Course 8' }]);
    } finally {
      await server.stop();
    }
  });

  test('its types fit those of the client', { timeout: PATIENCE }, async () => {
    const code = `
      import { createClient, createCluster } from '@redis/client';
      import { redisStore, type Codec } from '@shelflife/redis';
      import { createCache } from 'shelflife';
      const codec: Codec = { encode: () => new Uint8Array(), decode: (bytes) => bytes };
      const client = createClient({ url: 'redis://localhost' });
      const cache = createCache<{ movie: string }>({ store: redisStore({ client, codec }) });
      export const movie: Promise<string | undefined> = cache.get('movie');
      redisStore({ client: createCluster({ rootNodes: [] }), prefix: 'app' });
      // @ts-expect-error
      redisStore({ url: 'redis://localhost' });`;
    expect(await compiled(app, code)).toBe('no error');
  });

  test('npm installs the client with it', () => {
    expect(existsSync(join(app, 'node_modules/@redis/client'))).toBe(true);
  });

  test('without the client it is imported, and says what it wants', async () => {
    expect(existsSync(join(appWithoutClient, 'node_modules/@redis'))).toBe(false);
    const code = `
      import { redisStore } from '@shelflife/redis';
      try { redisStore({ url: 'redis://localhost' }); } catch (error) { console.log(error.message); }
      try { redisStore({}); } catch (error) { console.log(error.message); }`;
    expect((await printedBy(appWithoutClient, code)).split('\n')).toEqual([
      'redisStore: url: expected no such option',
      'redisStore: client: expected a client or a cluster of @redis/client',
    ]);
  });

  test('without the client its types compile', { timeout: PATIENCE }, async () => {
    const code = `
      import { redisStore } from '@shelflife/redis';
      export type Options = Parameters<typeof redisStore>[0];`;
    expect(await compiled(appWithoutClient, code)).toBe('no error');
  });

  test('the links of its README lead outside the package, and to files that are there', () => {
    const home = 'https://github.com/shelflife-cache/shelflife';
    const links = [...readmeIn(app).matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => to!);
    const files = links.flatMap((to) => to.split(`${home}/blob/main/`).slice(1));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(links.filter((to) => !to.startsWith(home))).toEqual([]);
  });
});
