/** Waits for the holder of a lease: for its result, its end, or as long as a caller is ready to wait. */
import { Deadline } from '../platform/deadline.js';
import { lockManager, whenFree } from '../platform/locks.js';
import { later } from '../platform/timers.js';

/** Ms in which a holder that has gone, or is hidden, may still answer. */
const GRACE = 1_000;

/** Ms after which to ask again where nobody says when a lease ends; doubles. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

export class LeaseWait {
  readonly #isTold: boolean;
  readonly #deadline: Deadline;
  #pause = FIRST_PAUSE;
  #isOver = false;
  #stopGrace: (() => void) | undefined;
  #settle = () => {};

  /**
   * @param ms how long to wait in all, however many leases there are
   * @param isTold whether the store says when a lease ends
   */
  constructor(ms: number, isTold: boolean) {
    this.#isTold = isTold;
    this.#deadline = new Deadline(ms, () => this.end());
  }

  /**
   * Resolves when the holder may have ended: to `true` if there is no more waiting, because the holder has gone or
   * the time is over.
   *
   * @param lock the one that the holder has
   * @param changed resolves at the next change of the key or of its lease
   */
  async until(lock: string | undefined, changed: Promise<void>): Promise<boolean> {
    if (this.#isOver) return true;
    const locks = lockManager();
    const stops: (() => void)[] = [];
    const pause = new Promise<void>((resolve) => {
      this.#settle = resolve;
      if (!locks || !this.#isTold) stops.push(later(this.#nextPause(), resolve));
    });
    const gone = () => {
      this.#stopGrace ??= later(GRACE, () => this.end());
    };
    if (lock) stops.push(whenFree(lock, gone));
    else if (locks) gone();
    await Promise.race([changed, pause]);
    for (const stop of stops) stop();
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
    this.#deadline.stop();
    this.#stopGrace?.();
    this.#settle();
  }

  #nextPause(): number {
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, LONGEST_PAUSE);
    return pause;
  }
}
