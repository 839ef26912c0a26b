/** Asks an endpoint: of the server, or of the page itself where there are only static files. */
import { endpoints } from './answers.ts';
import { SERVED_COOKIE } from './cookie.ts';
import { trouble } from './trouble.ts';

/** Whether the page plays the endpoints itself. */
export const isPlayed = !document.cookie.includes(SERVED_COOKIE);

/** As `fetch()`: rejects where nothing can be reached. */
export function fetchEndpoint(path: string): Promise<Response> {
  if (trouble().offline) return Promise.reject(new TypeError('Failed to fetch'));
  return isPlayed ? play(path) : fetch(path + query());
}

function query(): string {
  const { down, delay } = trouble();
  const asked = new URLSearchParams();
  if (down) asked.set('fail', '');
  if (delay !== undefined) asked.set('delay', String(delay));
  return asked.size > 0 ? `?${asked}` : '';
}

async function play(path: string): Promise<Response> {
  const { down, delay } = trouble();
  const endpoint = endpoints[path.replace('/api/', '')];
  await new Promise((resolve) => setTimeout(resolve, delay ?? endpoint?.delay));
  if (down) return new Response(null, { status: 503 });
  return endpoint ? Response.json(endpoint.answer()) : new Response(null, { status: 404 });
}
