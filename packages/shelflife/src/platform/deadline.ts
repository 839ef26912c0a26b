/**
 * Deadlines that measure time without progress. One timer checks all of them, as one timer each would
 * cost more than the rest of a read.
 */
import { later } from './timers.js';

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

interface Deadline extends Watchdog {
  readonly onExpire: () => void;
  due: number;
  /** A check has found it passed. */
  isOverdue: boolean;
}

const deadlines = new Set<Deadline>();
let nextCheck = Infinity;
let cancelCheck = () => {};
let lateChecks = 0;

/** Calls `onExpire` once when there has been no `progress()` for `ms`, until `stop()`. */
export function watchdog(ms: number, onExpire: () => void): Watchdog {
  const deadline: Deadline = {
    onExpire,
    due: 0,
    isOverdue: false,
    progress() {
      deadline.due = performance.now() + ms;
      deadline.isOverdue = false;
    },
    stop: () => deadlines.delete(deadline),
  };
  deadline.progress();
  deadlines.add(deadline);
  checkWithin(ms);
  return deadline;
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
  const isLate = now > nextCheck + LATE;
  lateChecks = isLate ? lateChecks + 1 : 0;
  nextCheck = Infinity;
  for (const deadline of deadlines) {
    if (isLate && lateChecks <= MAX_LATE_CHECKS) deadline.progress();
    if (now < deadline.due) checkWithin(deadline.due - now);
    else if (deadline.isOverdue) {
      deadline.stop();
      deadline.onExpire();
    } else {
      deadline.isOverdue = true;
      checkWithin(GRACE);
    }
  }
}
