/** The order in which entries are written, kept in the time at which they are. */

/** Fine enough for 1024 writes a ms, coarse enough for a double near today's time. */
const STEP = 1 / 1024;

/** Further ahead of the clock than this, the clock was set back. */
const LEAD = 1_000;

/** Moments near `now`, each later than the one before. */
export function stamper(): (now: number) => number {
  let last = -Infinity;
  return (now) => {
    const next = last + STEP;
    last = next > now && next < now + LEAD ? next : now;
    return last;
  };
}
