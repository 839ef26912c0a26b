/**
 * Deadlines measure time without progress. One timer checks all of them, because a timer for each would cost
 * more than the rest of a read.
 */
import { later } from './timers.js';

/** The longest time between two checks, in ms. It is short, so that a long task makes a check late. */
const INTERVAL = 500;

/**
 * If a check is this many ms late, the thread was busy or suspended and could not receive an answer. Browsers
 * delay the timers of hidden tabs by up to a second, which does not count as late.
 */
const LATE = 1_500;

/**
 * Only this many late checks in a row extend deadlines. All timers of a tab that is hidden for long may be
 * late.
 */
const MAX_LATE_CHECKS = 10;

/** Ms that an overdue deadline waits, because timers fire before database events that arrived during a task. */
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
  /** Whether a check has found the deadline passed. */
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
