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

const deadlines = new Set<Deadline>();
let nextCheck = Infinity;
let cancelCheck = () => {};
let lateChecks = 0;

/** Calls `onExpire` once when there has been no `progress()` for `ms`, until `stop()`. */
export class Deadline {
  readonly #ms: number;
  readonly #onExpire: () => void;
  #due = 0;
  /** A check has found it passed. */
  #isOverdue = false;

  constructor(ms: number, onExpire: () => void) {
    this.#ms = ms;
    this.#onExpire = onExpire;
    this.progress();
    deadlines.add(this);
    checkWithin(ms);
  }

  progress(): void {
    this.#due = performance.now() + this.#ms;
    this.#isOverdue = false;
  }

  stop(): void {
    deadlines.delete(this);
  }

  /** Expires at the second check that finds it passed. */
  check(now: number): void {
    if (now < this.#due) return checkWithin(this.#due - now);
    if (!this.#isOverdue) {
      this.#isOverdue = true;
      return checkWithin(GRACE);
    }
    this.stop();
    this.#onExpire();
  }
}

function checkWithin(ms: number): void {
  const wait = Math.min(ms, INTERVAL);
  const time = performance.now() + wait;
  if (time >= nextCheck) return;
  cancelCheck();
  nextCheck = time;
  cancelCheck = later(wait, checkAll);
}

function checkAll(): void {
  const now = performance.now();
  const isLate = now > nextCheck + LATE;
  lateChecks = isLate ? lateChecks + 1 : 0;
  nextCheck = Infinity;
  for (const deadline of deadlines) {
    if (isLate && lateChecks <= MAX_LATE_CHECKS) deadline.progress();
    deadline.check(now);
  }
}
