/**
 * Deadlines that measure time without progress. One timer checks all of them, as one timer each would
 * cost more than the rest of a read.
 */
import { later } from '../../background.js';

/** Ms between two checks at most, so that a long task makes a check late. */
const INTERVAL = 500;

/**
 * A check that comes so many ms late shows that this thread was busy or asleep, and could not receive
 * an answer. Browsers delay the timers of hidden tabs by up to a second.
 */
const LATE = 1_500;

/** After an hour hidden, all timers of a tab may be late: only so many in a row are a reason to wait on. */
const MAX_LATE_CHECKS = 10;

/** Timers fire before the database events that arrived during a task: an overdue deadline waits for those. */
const GRACE = 30;

export interface Watchdog {
  progress(): void;
  stop(): void;
}

interface Deadline {
  readonly ms: number;
  readonly onExpire: () => void;
  due: number;
  /** `due` as it was when a check first found it passed. */
  passed?: number;
}

const deadlines = new Set<Deadline>();
let nextCheck = Infinity;
let cancelCheck = () => {};
let lateChecks = 0;

/** Calls `onExpire` once when there has been no `progress()` for `ms`, until `stop()`. */
export function watchdog(ms: number, onExpire: () => void): Watchdog {
  const deadline: Deadline = { ms, onExpire, due: performance.now() + ms };
  deadlines.add(deadline);
  checkWithin(ms);
  return {
    progress() {
      deadline.due = performance.now() + ms;
    },
    stop: () => deadlines.delete(deadline),
  };
}

function checkWithin(ms: number): void {
  const wait = Math.min(ms, INTERVAL);
  const time = performance.now() + wait;
  if (time >= nextCheck) return;
  cancelCheck();
  nextCheck = time;
  cancelCheck = later(wait, check);
}

function check(): void {
  const now = performance.now();
  lateChecks = now > nextCheck + LATE ? lateChecks + 1 : 0;
  nextCheck = Infinity;
  for (const deadline of deadlines) {
    if (lateChecks > 0 && lateChecks <= MAX_LATE_CHECKS) deadline.due = now + deadline.ms;
    const { due, passed, onExpire } = deadline;
    if (now < due) checkWithin(due - now);
    else if (passed === due) {
      deadlines.delete(deadline);
      onExpire();
    } else {
      deadline.passed = due;
      checkWithin(GRACE);
    }
  }
}
