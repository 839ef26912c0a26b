/**
 * Serves a blank page that has the built package by import map. Any host name of `*.localhost` is an
 * origin of its own. On one whose name begins with `w`, caches do their work in a worker unless they name
 * a store.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BAD_WORKERS, POLICIES } from './answers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = {
  '/shelflife/': join(root, 'packages/shelflife/dist/'),
  '/idb/': join(root, 'node_modules/idb/build/'),
  '/comlink/': join(root, 'node_modules/comlink/dist/esm/'),
  '/lit/': join(root, 'node_modules/lit/'),
  '/lit-html/': join(root, 'node_modules/lit-html/'),
  '/lit-element/': join(root, 'node_modules/lit-element/'),
  '/reactive-element/': join(root, 'node_modules/@lit/reactive-element/'),
};
const TYPES = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.map': 'application/json',
};

const IMPORTS = {
  shelflife: '/shelflife/index.js',
  'shelflife/worker': '/shelflife/worker/index.js',
  'shelflife/devtools': '/shelflife/devtools/index.js',
  idb: '/idb/index.js',
  comlink: '/comlink/comlink.mjs',
  lit: '/lit/index.js',
  'lit/': '/lit/',
  'lit-html': '/lit-html/lit-html.js',
  'lit-html/': '/lit-html/',
  'lit-element/': '/lit-element/',
  '@lit/reactive-element': '/reactive-element/reactive-element.js',
};

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Shelflife</title>
<script nonce="own">
  window.uncaught = [];
  addEventListener('error', ({ message }) => uncaught.push(message));
  addEventListener('unhandledrejection', ({ reason }) => uncaught.push('rejection: ' + reason));
</script>
<script type="importmap" nonce="own">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module" nonce="own">
  const shelflife = await import('shelflife');
  const { workerStore } = await import('shelflife/worker');
  const inWorker = (options) => shelflife.createCache({ store: workerStore(), ...options });
  const createCache = location.hostname.startsWith('w') ? inWorker : shelflife.createCache;
  window.shelflife = { ...shelflife, createCache, workerStore };
  if (location.search === '?sandboxed') {
    const cache = createCache({ name: 'sandboxed' });
    await cache.set('movie', 'The Manjhi');
    parent.postMessage([await cache.get('movie'), cache.backend], '*');
  }
  document.title = 'ready';
</script>
</html>`;

/** Other pages. */
const PAGES = {
  '/blank': '<!doctype html><title>ready</title>',
  '/frame': `<!doctype html><title>ready</title>
    <script>addEventListener('message', ({ data }) => { window.fromFrame = data; });</script>
    <iframe sandbox="allow-scripts" src="/?sandboxed"></iframe>`,
};

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const folder = Object.keys(FOLDERS).find((prefix) => pathname.startsWith(prefix));
  if (folder)
    return sendFile(response, join(FOLDERS[folder], normalize(pathname.slice(folder.length))));
  if (PAGES[pathname]) return send(response, PAGES[pathname]);
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
