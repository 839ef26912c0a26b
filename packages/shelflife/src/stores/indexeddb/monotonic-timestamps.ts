/** Timestamps that keep entries in write order. Those of one millisecond differ by fractions. */

/** Fine enough for 1024 writes a ms, coarse enough for a double near today's time. */
const STEP = 1 / 1024;

/**
 * Returns a function of `now` whose results are near `now` and increase as long as the clock does not go back.
 */
export function monotonicTimestamps(): (now: number) => number {
  let clock = -Infinity;
  let last = -Infinity;
  return (now) => {
    last = now < clock ? now : Math.max(now, last + STEP);
    clock = now;
    return last;
  };
}
