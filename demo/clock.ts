/** The demo's clock: the real one, set ahead by what the visitor has chosen. Every tab reads the same. */
const KEY = 'shelflife-demo:ahead';

/** How far the clock can be set ahead, in seconds. */
export const FURTHEST_AHEAD = 600;

const read = () => Number(localStorage.getItem(KEY)) || 0;

let ahead = read();
const listeners = new Set<() => void>();

/** Milliseconds since the epoch: what the cache, the rings and the page go by. */
export const now = () => Date.now() + ahead * 1000;

/** How many seconds the clock is ahead. */
export const secondsAhead = () => ahead;

/** Sets the clock ahead of the real one, in this tab and the others; 0 sets it right. */
export function setAhead(seconds: number) {
  localStorage.setItem(KEY, String(Math.min(seconds, FURTHEST_AHEAD)));
  adopt();
}

/** Calls back when the clock was set; the returned function ends it. */
export function onSet(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function adopt() {
  ahead = read();
  for (const listener of listeners) listener();
}

addEventListener('storage', (event) => {
  if (event.key === KEY) adopt();
});
