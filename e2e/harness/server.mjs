/**
 * Serves a blank page that has the built package by import map: any host name of `*.localhost` is an
 * origin of its own, so each test has its own databases and quota.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = {
  '/shelflife/': join(root, 'packages/shelflife/dist/'),
  '/idb/': join(root, 'node_modules/idb/build/'),
};
const TYPES = { '.js': 'text/javascript', '.map': 'application/json' };

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Shelflife</title>
<script type="importmap">{ "imports": { "shelflife": "/shelflife/index.js", "idb": "/idb/index.js" } }</script>
<script type="module">
  window.shelflife = await import('shelflife');
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
  send(response, PAGE);
}).listen(Number(process.argv[2]));

function send(response, html) {
  response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' });
  response.end(html);
}

function sendFile(response, file) {
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'access-control-allow-origin': '*',
  });
  createReadStream(file).pipe(response);
}
