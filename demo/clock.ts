/** The demo's clock: the real one, plus what the visitor has skipped. Every tab reads the same. */
const KEY = 'shelflife-demo:skipped';

const read = () => Number(localStorage.getItem(KEY)) || 0;

let skipped = read();
const listeners = new Set<() => void>();

/** Milliseconds since the epoch: what the cache, the rings and the page go by. */
export const now = () => Date.now() + skipped;

/** How many seconds the clock is ahead. */
export const secondsAhead = () => skipped / 1000;

/** Moves the clock ahead, in this tab and the others. */
export function skip(seconds: number) {
  localStorage.setItem(KEY, String(read() + seconds * 1000));
  adopt();
}

/** Calls back when the clock was moved. */
export function onSkip(listener: () => void) {
  listeners.add(listener);
}

function adopt() {
  skipped = read();
  for (const listener of listeners) listener();
}

addEventListener('storage', (event) => {
  if (event.key === KEY) adopt();
});
