/**
 * The slow endpoints that the course view is put together from, served by `vite` and `vite preview`.
 *
 *   GET  /api/courses | /api/movie | /api/student | /api/time
 *   GET  /api/control                             how many requests each part has had
 *   POST /api/control { part, delay?, fail? }     sets a part's delay in ms, or makes it answer 503
 *   POST /api/control { reset: true }             delays, failures and counts as at the start
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';

interface Endpoint {
  readonly answer: () => unknown;
  readonly usualDelay: number;
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

const endpoint = (usualDelay: number, answer: () => unknown): Endpoint => ({
  answer,
  usualDelay,
  delay: usualDelay,
  fail: false,
  requests: 0,
});

const courses = [
  { name: 'Course 1', subject: 'Python', weeks: 6 },
  { name: 'Course 2', subject: 'Django', weeks: 8 },
  { name: 'Course 3', subject: 'React', weeks: 5 },
  { name: 'Course 4', subject: 'Caching', weeks: 2 },
];

/** The plugin: the same endpoints in dev and in preview. */
export function slowEndpoints(): Plugin {
  const serve = endpoints();
  return {
    name: 'shelflife-demo:slow-endpoints',
    configureServer: ({ middlewares }) => void middlewares.use(serve),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(serve),
  };
}

function endpoints(): Connect.NextHandleFunction {
  const parts = new Map<string, Endpoint>([
    ['courses', endpoint(700, () => courses)],
    ['movie', endpoint(500, () => 'The Manjhi')],
    ['student', endpoint(400, () => ({ name: 'Sonam', roll: 101 }))],
    ['time', endpoint(30, () => new Date().toISOString())],
  ]);
  return (request, response, next) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (!path.startsWith('/api/')) return next();
    const name = path.slice('/api/'.length);
    if (name === 'control') return void control(parts, request, response);
    const part = parts.get(name);
    if (!part) return send(response, 404, { error: `There is no ${path}` });
    void answer(part, response);
  };
}

async function answer(part: Endpoint, response: ServerResponse) {
  part.requests++;
  await new Promise((resolve) => setTimeout(resolve, part.delay));
  if (part.fail) send(response, 503, { error: 'Set to fail' });
  else send(response, 200, part.answer());
}

async function control(
  parts: Map<string, Endpoint>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (request.method === 'POST') {
    const { part, delay, fail, reset }: Control = JSON.parse((await bodyOf(request)) || '{}');
    if (reset) for (const each of parts.values()) restore(each);
    const named = parts.get(part ?? '');
    if (part !== undefined && !named) return send(response, 404, { error: `No part ${part}` });
    if (named && delay !== undefined) named.delay = delay;
    if (named && fail !== undefined) named.fail = fail;
  }
  send(response, 200, Object.fromEntries([...parts].map(([name, each]) => [name, each.requests])));
}

function restore(part: Endpoint) {
  Object.assign(part, { delay: part.usualDelay, fail: false, requests: 0 });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function send(response: ServerResponse, status: number, body: unknown) {
  // `no-store`: a hit shall be Shelflife's, never the HTTP cache's.
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
