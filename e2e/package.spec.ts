/** The packed tarball, installed in an app outside the tree. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';

const packageFolder = fileURLToPath(new URL('../packages/shelflife', import.meta.url));
let app: string;
let server: PreviewServer | undefined;

test.beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'shelflife-app-'));
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  npm(packageFolder, 'pack', '--pack-destination', app);
  const tarball = readdirSync(app).find((file) => file.endsWith('.tgz'));
  writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }');
  npm(app, 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`);
});

test.afterAll(async () => {
  await server?.close();
  rmSync(app, { recursive: true, force: true });
});

test('built with Vite and opened in Chromium, it sets and gets', async ({ page }) => {
  writeFileSync(
    join(app, 'index.html'),
    '<!doctype html><title>App</title><output></output><script type="module" src="/app.js"></script>',
  );
  writeFileSync(
    join(app, 'app.js'),
    `import { createCache } from 'shelflife';
     const cache = createCache({ name: 'app' });
     await cache.set('movie', 'The Manjhi', 30);
     document.querySelector('output').textContent = [await cache.get('movie'), cache.backend];`,
  );
  const config = { root: app, configFile: false, logLevel: 'silent' } as const;
  await build(config);
  server = await preview({ ...config, preview: { port: 0 } });
  await page.goto(server.resolvedUrls!.local[0]!);
  await expect(page.locator('output')).toHaveText('The Manjhi,indexeddb');
});

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
