/** Timestamps that keep the order of writing: entries written in the same millisecond differ by fractions. */

/** Fine enough for 1024 writes a ms, coarse enough for a double near today's time. */
const STEP = 1 / 1024;

/** Moments near `now`, each later than the one before while the clock does not go back. */
export function monotonicTimestamps(): (now: number) => number {
  let clock = -Infinity;
  let last = -Infinity;
  return (now) => {
    last = now < clock ? now : Math.max(now, last + STEP);
    clock = now;
    return last;
  };
}
