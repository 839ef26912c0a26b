/**
 * Serves a blank page that has the built package by import map: any host name of `*.localhost` is an
 * origin of its own, so each test has its own databases and quota. On one whose name begins with `w`
 * caches do their work in a worker unless they name a store.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BAD_WORKERS, POLICIES } from './answers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = {
  '/shelflife/': join(root, 'packages/shelflife/dist/'),
  '/idb/': join(root, 'node_modules/idb/build/'),
  '/comlink/': join(root, 'node_modules/comlink/dist/esm/'),
};
const TYPES = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.map': 'application/json',
};

const IMPORTS = {
  shelflife: '/shelflife/index.js',
  'shelflife/worker': '/shelflife/worker/index.js',
  idb: '/idb/index.js',
  comlink: '/comlink/comlink.mjs',
};

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Shelflife</title>
<script type="importmap" nonce="own">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module" nonce="own">
  const shelflife = await import('shelflife');
  const { workerStore } = await import('shelflife/worker');
  const inWorker = (options) => shelflife.createCache({ store: workerStore(), ...options });
  const createCache = location.hostname.startsWith('w') ? inWorker : shelflife.createCache;
  window.shelflife = { ...shelflife, createCache, workerStore };
  document.title = 'ready';
</script>
</html>`;

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const folder = Object.keys(FOLDERS).find((prefix) => pathname.startsWith(prefix));
  if (folder)
    return sendFile(response, join(FOLDERS[folder], normalize(pathname.slice(folder.length))));
  if (pathname === '/frame') {
    const frame = `<iframe sandbox="allow-scripts" src="/"></iframe>`;
    return send(response, `<!doctype html><title>ready</title>${frame}`);
  }
  if (BAD_WORKERS[pathname]) return send(response, BAD_WORKERS[pathname], 'text/javascript');
  if (pathname.endsWith('.js')) return response.writeHead(404).end();
  const policy = POLICIES[pathname];
  if (policy) response.setHeader('content-security-policy', policy);
  send(response, PAGE);
}).listen(Number(process.argv[2]));

function send(response, text, type = 'text/html') {
  response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' });
  response.end(text);
}

function sendFile(response, file) {
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'access-control-allow-origin': '*',
  });
  createReadStream(file).pipe(response);
}
