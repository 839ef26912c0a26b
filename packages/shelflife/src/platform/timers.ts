/** Timers of the background: they keep neither a Node process alive nor an Angular application unstable. */

/** The global of zone.js. Angular waits for the timers that are started in its own zone. */
interface ZoneGlobal {
  readonly Zone?: { readonly root?: { run<T>(work: () => T): T } };
}

/** Longer timeouts overflow and fire at once. */
const LONGEST = 2 ** 31 - 1;

/** Calls `work` after `ms`, unless the function it returns is called before. */
export function later(ms: number, work: () => void): () => void {
  const start = () => setTimeout(work, Math.min(ms, LONGEST));
  const timer = (globalThis as ZoneGlobal).Zone?.root?.run(start) ?? start();
  (timer as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer);
}

/** Tries after `first` ms, then after twice as long each time, until `attempt` resolves or is cancelled. */
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
