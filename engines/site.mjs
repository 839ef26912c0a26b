/** Builds the page from the package's sources, and serves it: each origin is a port of its own. */
import { createReadStream, existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { BAD_WORKERS, POLICIES } from '../e2e/harness/answers.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const source = (path) => here(`../packages/shelflife/src/${path}`);

const TYPES = { '.js': 'text/javascript', '.html': 'text/html', '.wasm': 'application/wasm' };

/** Pages that are not the built one. */
const PAGES = {
  '/blank': '<!doctype html><title>blank</title>',
  '/frame':
    '<!doctype html><title>frame</title><iframe sandbox="allow-scripts" src="/?frame"></iframe>',
};

/** The built page, in a folder of its own: the sources may change while it is being used. */
export async function buildSite() {
  const outDir = mkdtempSync(join(tmpdir(), 'shelflife-engines-'));
  await build({
    configFile: false,
    root: here('page'),
    logLevel: 'warn',
    resolve: {
      alias: {
        'shelflife/worker': source('worker/index.ts'),
        'shelflife/testing': source('testing/index.ts'),
        shelflife: source('index.ts'),
      },
    },
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2022', modulePreload: false },
  });
  return outDir;
}

/** Serves the built page on a fresh port, which is a fresh origin. */
export async function serve(folder) {
  const reports = [];
  let told = () => {};
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      reports.push(JSON.parse(await bodyOf(request)));
      told();
      return response.end();
    }
    answer(folder, new URL(request.url, 'http://localhost').pathname, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** The next report that a page posts. */
    report: async () => {
      while (reports.length === 0)
        await new Promise((resolve) => {
          told = resolve;
        });
      return reports.shift();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(folder, pathname, response) {
  if (PAGES[pathname]) return send(response, PAGES[pathname], 'text/html');
  if (BAD_WORKERS[pathname]) return send(response, BAD_WORKERS[pathname], 'text/javascript');
  if (POLICIES[pathname]) response.setHeader('content-security-policy', POLICIES[pathname]);
  const path = extname(pathname) ? normalize(pathname) : 'index.html';
  const file = join(folder, path);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, headers(TYPES[extname(file)] ?? 'application/octet-stream'));
  createReadStream(file).pipe(response);
}

function send(response, text, type) {
  response.writeHead(200, headers(type));
  response.end(text);
}

/** A sandboxed frame has no origin, and yet fetches its scripts. */
function headers(type) {
  return { 'content-type': type, 'access-control-allow-origin': '*' };
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}
