/**
 * What is under way is shown only once it has taken so long: what is there at once shall not flicker,
 * and drawing that it is asked for would take longer than a hit does.
 */
const PATIENCE_MS = 100;

/** Calls `show` if that much time passes first; the function returned calls it off. */
export function whenSlow(show: () => void): () => void {
  const timer = setTimeout(show, PATIENCE_MS);
  return () => clearTimeout(timer);
}
