/** Loads JSON from an endpoint, and counts what each endpoint was asked since the tab was opened. */
const KEY = 'shelflife-demo:requests';

const counts: Record<string, number> = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');

/** Rejects with what happened and what to do if the server doesn't answer well. */
export async function load<T>(path: string): Promise<T> {
  counts[path] = requestsTo(path) + 1;
  sessionStorage.setItem(KEY, JSON.stringify(counts));
  const response = await fetch(path).catch(() => undefined);
  if (!response) throw new Error(`${path} can't be reached. Check the connection and visit again.`);
  if (response.ok) return response.json();
  throw new Error(`${path} answered ${response.status}. Nothing was cached; visit again to retry.`);
}

/** How many requests the endpoint has cost, reloads of this tab included. */
export const requestsTo = (path: string) => counts[path] ?? 0;
