/** A deadline that counts time without progress, not time in all. */

/**
 * After a long task, or on return from a frozen tab, timers fire before the events that were waiting:
 * the dog looks a second time before it barks.
 */
const GRACE = 30;

export interface Watchdog {
  progress(): void;
  stop(): void;
}

/** Calls `bark` once when there has been no `progress()` for `ms`, until `stop()`. */
export function watchdog(ms: number, bark: () => void): Watchdog {
  let last = performance.now();
  const look = () => {
    const seen = performance.now();
    const left = last + ms - seen;
    timer =
      left > 0 ? setTimeout(look, left) : setTimeout(() => (last < seen ? bark() : look()), GRACE);
  };
  let timer = setTimeout(look, ms);
  return {
    progress() {
      last = performance.now();
    },
    stop: () => clearTimeout(timer),
  };
}
