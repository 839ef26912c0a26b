/** An app outside the tree, with the packed tarball installed. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('../../packages/shelflife', import.meta.url));
let app: string | undefined;

/** Its folder; packed at the first call in this process, from a package that was not built before. */
export function packedApp(): string {
  if (app) return app;
  const folder = mkdtempSync(join(tmpdir(), 'shelflife-app-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  rmSync(`${packageFolder}/dist`, { recursive: true, force: true });
  npm(packageFolder, 'pack', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  npm(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`);
  app = folder;
  return folder;
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Writes files of the app, by their path in it. */
export function writeFiles(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(packedApp(), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Sets members of the app's own package.json. */
export function writeManifest(members: object): void {
  const manifest = JSON.parse(readFileSync(join(packedApp(), 'package.json'), 'utf8'));
  writeFiles({ 'package.json': JSON.stringify({ ...manifest, ...members }) });
}

export interface ShownApp {
  /** The expression that makes the cache's store. */
  readonly store?: string;
  /** Code before it. */
  readonly setUp?: string;
}

/** Code of an app that shows what it got, from where, and whether anything was amiss. */
export function appCode({ store, setUp = '' }: ShownApp = {}): string {
  return `
    import { createCache } from 'shelflife';
    ${store ? "import { workerStore } from 'shelflife/worker';" : ''}
    ${setUp}
    const cache = createCache({ name: 'app'${store ? `, store: ${store}` : ''} });
    let news = 'well';
    cache.addEventListener('degraded', ({ error }) => { news = error.message; });
    cache.set('movie', 'The Manjhi', 30)
      .then(() => cache.get('movie'))
      .then((movie) => {
        document.querySelector('output').textContent = [movie, cache.backend, news];
      });`;
}

/** A page that runs a script of the same folder. */
export function pageOf(script: string): string {
  return `<!doctype html><title>App</title><output></output><script type="module" src="./${script}"></script>`;
}

/** Serves a folder at a free port, to every origin. */
export function serve(folder: string): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const file = join(folder, url === '/' ? 'index.html' : url);
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = /\.m?js$/.test(file) ? 'text/javascript' : 'text/html';
    const headers = { 'content-type': type, 'access-control-allow-origin': '*' };
    response.writeHead(200, headers).end(readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, () => resolve(server)));
}
