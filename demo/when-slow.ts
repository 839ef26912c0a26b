/**
 * A call under way is shown as such only after this many milliseconds: a hit must not flicker, and
 * drawing the waiting state would take longer than the hit.
 */
const SHOWN_AFTER_MS = 100;

/** Calls `show` after that time; the returned function cancels it. */
export function whenSlow(show: () => void): () => void {
  const timer = setTimeout(show, SHOWN_AFTER_MS);
  return () => clearTimeout(timer);
}
