/** Work in the background: its timers keep no Node process alive. */

/** Calls `work` after `ms`, unless the function it returns is called before. */
export function later(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  (timer as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer);
}

/** Tries after `first` ms, then each time twice as late, until `attempt` resolves or is called off. */
export function keepTrying(
  first: number,
  longest: number,
  attempt: () => Promise<unknown>,
): () => void {
  let off = false;
  let stop = () => {};
  const tryIn = (ms: number) => {
    const again = () => {
      if (!off) tryIn(Math.min(ms * 2, longest));
    };
    stop = later(ms, () => attempt().catch(again));
  };
  tryIn(first);
  return () => {
    off = true;
    stop();
  };
}
