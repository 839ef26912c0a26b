/** Loads JSON from an endpoint, and counts what each endpoint was asked since the tab was opened. */
import { fetchEndpoint } from './fetch-endpoint.ts';

const KEY = 'shelflife-demo:requests';
/** Requests of all tabs of the origin, by path. */
const channel = new BroadcastChannel(KEY);

const counts: Record<string, number> = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');

/** Rejects with what happened and what to do if the server doesn't answer well. */
export async function load<T>(path: string): Promise<T> {
  count(path);
  const response = await fetchEndpoint(path).catch(() => undefined);
  if (!response) throw new Error(`${path} can't be reached. Check the connection and visit again.`);
  if (response.ok) return response.json();
  throw new Error(`${path} answered ${response.status}. Nothing was cached; visit again to retry.`);
}

/** How many requests the endpoint has cost, reloads of this tab included. */
export const requestsTo = (path: string) => counts[path] ?? 0;

/** Calls back with the path of each request of any tab, this one included; returns what ends it. */
export function onRequest(listener: (path: string) => void): () => void {
  const other = new BroadcastChannel(KEY);
  other.onmessage = ({ data }) => listener(String(data));
  return () => other.close();
}

function count(path: string) {
  counts[path] = requestsTo(path) + 1;
  sessionStorage.setItem(KEY, JSON.stringify(counts));
  channel.postMessage(path);
}
