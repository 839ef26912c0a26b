/** The packed tarball beside the libraries that it adapts to, and without them. */
import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { build, preview } from 'vite';
import { installSetup } from '../setups/install.ts';
import { packedApp, pageOf, writeFiles } from './harness/packed-app.ts';

/** What a module of the app prints. */
function printedBy(code: string): string {
  writeFiles({ 'peer.mjs': code });
  const options = { cwd: packedApp(), encoding: 'utf8', timeout: 20_000 } as const;
  return execFileSync(process.execPath, ['peer.mjs'], options).trim();
}

const adapters = {
  keyv: {
    imports: "import { keyvAdapter as adapt } from 'shelflife/keyv';",
    peer: 'keyv',
    works: `
      import { Keyv } from 'keyv';
      const keyv = new Keyv({ store: adapter });
      await keyv.set('movie', 'The Manjhi', 30_000);
      console.log(await keyv.get('movie'));`,
  },
  unstorage: {
    imports: "import { unstorageDriver as adapt } from 'shelflife/unstorage';",
    peer: 'unstorage',
    works: `
      import { createStorage } from 'unstorage';
      const storage = createStorage({ driver: adapter });
      await storage.setItem('movie', 'The Manjhi', { ttl: 30 });
      console.log(await storage.getItem('movie'));`,
  },
  'tanstack-query': {
    imports: "import { queryPersisterOptions as adapt } from 'shelflife/tanstack-query';",
    peer: '@tanstack',
    works: `
      import { QueryClient } from '@tanstack/query-core';
      import { experimental_createQueryPersister } from '@tanstack/query-persist-client-core';
      const persister = () => experimental_createQueryPersister(adapter);
      const first = new QueryClient();
      first.setQueryData(['movie'], 'The Manjhi');
      await persister().persistQueryByKey(['movie'], first);
      const second = new QueryClient();
      await persister().restoreQueries(second);
      console.log(second.getQueryData(['movie']));`,
  },
};

const adapted = (imports: string) => `
  import { createCache, memoryStore } from 'shelflife';
  ${imports}
  const adapter = adapt(createCache({ store: memoryStore() }));`;

/** Does something while the app has the peer of a setup. */
async function beside(name: string, peer: string, work: () => unknown): Promise<void> {
  test.setTimeout(180_000);
  const { folder, failure } = await installSetup(name);
  test.skip(failure !== undefined, failure);
  const link = join(packedApp(), 'node_modules', peer);
  symlinkSync(join(folder, 'node_modules', peer), link);
  try {
    await work();
  } finally {
    rmSync(link);
  }
}

for (const [name, { imports, peer, works }] of Object.entries(adapters))
  test.describe(`shelflife/${name}`, () => {
    test('is imported where its peer is not installed, as it imports nothing of it', () => {
      expect(printedBy(`${adapted(imports)} console.log(typeof adapter);`)).toBe('object');
    });

    test('works with its peer', async () => {
      await beside(name, peer, () => {
        expect(printedBy(adapted(imports) + works)).toBe('The Manjhi');
      });
    });
  });

test('without Lit, only the import of shelflife/devtools fails, and names it', () => {
  const code = `
    import { createCache } from 'shelflife';
    const failure = await import('shelflife/devtools').catch((error) => error.message);
    console.log(typeof createCache, failure);`;
  expect(printedBy(code)).toMatch(/^function Cannot find package 'lit'/);
});

test('a watcher of unstorage hears what another tab sets and removes', async ({
  page,
  context,
}) => {
  const app = `
    import { createCache } from 'shelflife';
    import { unstorageDriver } from 'shelflife/unstorage';
    import { createStorage } from 'unstorage';
    const output = document.querySelector('output');
    globalThis.storage = createStorage({ driver: unstorageDriver(createCache()) });
    await storage.watch((event, key) => output.append(event, ' ', key, '; '));
    output.append('watching; ');`;
  writeFiles({ 'peers/index.html': pageOf('app.js'), 'peers/app.js': app });
  const config = {
    root: join(packedApp(), 'peers'),
    configFile: false,
    logLevel: 'silent',
  } as const;
  await beside('unstorage', 'unstorage', () => build({ ...config, build: { target: 'es2022' } }));
  const server = await preview({ ...config, preview: { port: 0 } });
  const url = server.resolvedUrls!.local[0]!;
  const output = page.locator('output');
  await page.goto(url);
  await expect(output).toHaveText('watching; ');
  const other = await context.newPage();
  await other.goto(url);
  await other.evaluate('storage.setItem("movie", "RRR")');
  await expect(output).toHaveText('watching; update movie; ');
  await other.evaluate('storage.removeItem("movie")');
  await expect(output).toHaveText('watching; update movie; remove movie; ');
  await server.close();
});
