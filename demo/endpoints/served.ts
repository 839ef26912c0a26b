/**
 * A Vite plugin that serves the slow endpoints, in `vite` and `vite preview`.
 *
 *   GET  /api/<name>?delay=<ms>&fail              the query overrules what was set for the endpoint
 *   GET  /api/control                             how many requests each endpoint has had
 *   POST /api/control { part, delay?, fail? }     sets an endpoint's delay in ms, or makes it answer 503
 *   POST /api/control { reset: true }             delays, failures and counts as at the start
 *
 * A cookie tells the page that there is such a server.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { type Endpoint, endpoints } from './answers.ts';
import { SERVED_COOKIE } from './cookie.ts';

interface Served {
  readonly endpoint: Endpoint;
  delay: number;
  fail: boolean;
  requests: number;
}

interface Control {
  readonly part?: string;
  readonly delay?: number;
  readonly fail?: boolean;
  readonly reset?: boolean;
}

/** The plugin: the same endpoints in dev and in preview. */
export function slowEndpoints(): Plugin {
  const serve = serveAll();
  return {
    name: 'shelflife-demo:slow-endpoints',
    configureServer: ({ middlewares }) => void middlewares.use(serve),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(serve),
  };
}

function serveAll(): Connect.NextHandleFunction {
  const all = new Map(Object.entries(endpoints).map(([name, each]) => [name, usual(each)]));
  return (request, response, next) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('set-cookie', `${SERVED_COOKIE}; Path=/; SameSite=Strict`);
    if (!pathname.startsWith('/api/')) return next();
    const name = pathname.slice('/api/'.length);
    if (name === 'control') return void control(all, request, response);
    const served = all.get(name);
    if (!served) return send(response, 404, { error: `There is no ${pathname}` });
    void answer(served, searchParams, response);
  };
}

const usual = (endpoint: Endpoint): Served => ({
  endpoint,
  delay: endpoint.delay,
  fail: false,
  requests: 0,
});

async function answer(served: Served, query: URLSearchParams, response: ServerResponse) {
  served.requests++;
  const delay = Number(query.get('delay') ?? served.delay);
  await new Promise((resolve) => setTimeout(resolve, delay));
  if (served.fail || query.has('fail')) send(response, 503, { error: 'Set to fail' });
  else send(response, 200, served.endpoint.answer());
}

async function control(
  all: Map<string, Served>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (request.method === 'POST') {
    const { part, delay, fail, reset }: Control = JSON.parse((await bodyOf(request)) || '{}');
    if (reset) for (const [name, { endpoint }] of all) all.set(name, usual(endpoint));
    const named = all.get(part ?? '');
    if (part !== undefined && !named) return send(response, 404, { error: `No part ${part}` });
    if (named && delay !== undefined) named.delay = delay;
    if (named && fail !== undefined) named.fail = fail;
  }
  const asked = [...all].filter(([, { requests }]) => requests > 0);
  send(response, 200, Object.fromEntries(asked.map(([name, { requests }]) => [name, requests])));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function send(response: ServerResponse, status: number, body: unknown) {
  // `no-store`: a hit must be Shelflife's, never the HTTP cache's.
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
