/** Waits for the holder of a lease: for its result, its end, or as long as a caller is ready to wait. */
import type { Lease } from '../model/lease.js';
import { Deadline } from '../platform/deadline.js';
import { lockManager, whenFree } from '../platform/locks.js';
import { later } from '../platform/timers.js';

/** Ms in which a holder that has gone, or is hidden, may still answer. */
const GRACE = 1_000;

/** Ms after which to ask again where nobody says when a lease ends; doubles. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

/** Registers a function to be called at the next change. Returns what unregisters it. */
export type Watch = (changed: () => void) => () => void;

export class LeaseWait {
  readonly #isTold: boolean;
  readonly #deadline: Deadline;
  #pause = FIRST_PAUSE;
  #isOver = false;
  #settle: ((isOver: boolean) => void) | undefined;

  /**
   * @param ms how long to wait in all, however many leases there are
   * @param isTold whether the store says when a lease ends
   */
  constructor(ms: number, isTold: boolean) {
    this.#isTold = isTold;
    this.#deadline = new Deadline(ms, () => this.end());
  }

  /**
   * Resolves when the holder may have ended: to `true` if there is no more waiting for this lease, because its holder
   * has gone or the time is over.
   */
  async until(lease: Lease, watch: Watch): Promise<boolean> {
    if (this.#isOver) return true;
    const stops: (() => void)[] = [];
    try {
      return await new Promise<boolean>((resolve) => {
        this.#settle = resolve;
        const gone = () => stops.push(later(GRACE, () => resolve(true)));
        stops.push(watch(() => resolve(false)));
        const { lock } = lease;
        if (!lockManager() || !this.#isTold)
          stops.push(later(this.#nextPause(), () => resolve(false)));
        if (lock) stops.push(whenFree(lock, gone));
        else if (lockManager()) gone();
      });
    } finally {
      for (const stop of stops) stop();
    }
  }

  end(): void {
    this.#isOver = true;
    this.#deadline.stop();
    this.#settle?.(true);
  }

  #nextPause(): number {
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, LONGEST_PAUSE);
    return pause;
  }
}
