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
  /** The time of the last progress. */
  start: number;
  isOverdue: boolean;
}

const deadlines = new Set<Deadline>();
let nextCheck = Infinity;
let cancelCheck = () => {};
let lateChecks = 0;

/** Calls `onExpire` once when there has been no `progress()` for `ms`, until `stop()`. */
export function watchdog(ms: number, onExpire: () => void): Watchdog {
  const deadline: Deadline = { ms, onExpire, start: performance.now(), isOverdue: false };
  deadlines.add(deadline);
  checkAfter(Math.min(ms, INTERVAL));
  return {
    progress: () => restart(deadline, performance.now()),
    stop: () => deadlines.delete(deadline),
  };
}

function restart(deadline: Deadline, now: number): void {
  deadline.start = now;
  deadline.isOverdue = false;
}

function checkAfter(ms: number): void {
  const time = performance.now() + ms;
  if (time >= nextCheck) return;
  cancelCheck();
  nextCheck = time;
  cancelCheck = later(ms, checkAll);
}

function checkAll(): void {
  const now = performance.now();
  lateChecks = now > nextCheck + LATE ? lateChecks + 1 : 0;
  const startAnew = lateChecks > 0 && lateChecks <= MAX_LATE_CHECKS;
  nextCheck = Infinity;
  for (const deadline of deadlines) {
    if (startAnew) restart(deadline, now);
    check(deadline, now);
  }
}

function check(deadline: Deadline, now: number): void {
  const left = deadline.start + deadline.ms - now;
  if (left > 0) return checkAfter(Math.min(left, INTERVAL));
  if (deadline.isOverdue) {
    deadlines.delete(deadline);
    return deadline.onExpire();
  }
  deadline.isOverdue = true;
  checkAfter(GRACE);
}
