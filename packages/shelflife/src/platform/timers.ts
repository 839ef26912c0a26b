/** Background timers. They do not keep a Node process alive, or an Angular application from becoming stable. */

/** The global of zone.js. Angular waits for timers that are started in its own zone. */
interface ZoneGlobal {
  readonly Zone?: { readonly root?: { run<T>(work: () => T): T } };
}

/** The longest timeout in ms. Longer ones overflow and fire at once. */
const LONGEST = 2 ** 31 - 1;

/** Calls `work` after `ms`. The returned function cancels that. */
export function later(ms: number, work: () => void): () => void {
  const start = () => setTimeout(work, Math.min(ms, LONGEST));
  const timer = (globalThis as ZoneGlobal).Zone?.root?.run(start) ?? start();
  (timer as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer);
}

/**
 * Calls `attempt` after `first` ms. If it rejects, tries again after twice the time, at most `longest` ms, until
 * it resolves. The returned function cancels that.
 */
export function keepTrying(
  first: number,
  longest: number,
  attempt: () => Promise<unknown>,
): () => void {
  let off = false;
  const again = () => {
    if (!off) stop = keepTrying(Math.min(first * 2, longest), longest, attempt);
  };
  let stop = later(first, () => attempt().catch(again));
  return () => {
    off = true;
    stop();
  };
}
