/** The cache's clock, as far as the worker knows it: it lives in the page, and comes with each batch. */

/** Ms by which a running clock may seem to differ from this thread's: a batch takes time to arrive. */
const JITTER = 2_000;

/**
 * A clock that has been seen to run with this thread's keeps its offset from it and runs on between batches.
 * Of any other, as one that a test moves by hand, nothing is known but that it has shown its last time:
 * its entries then neither expire early nor count as written in the future.
 */
export class CacheClock {
  readonly #system: () => number;
  #last = -Infinity;
  #receivedAt = -Infinity;
  #isRunning = false;

  constructor(system: () => number = Date.now) {
    this.#system = system;
  }

  set(now: number): void {
    const receivedAt = this.#system();
    const elapsed = receivedAt - this.#receivedAt;
    const progress = now - this.#last;
    // Two batches of one millisecond say nothing.
    if (progress === 0 && elapsed < JITTER) return;
    this.#isRunning = progress > 0 && Math.abs(progress - elapsed) < JITTER;
    this.#last = now;
    this.#receivedAt = receivedAt;
  }

  /** The time of the last batch. */
  readonly last = (): number => this.#last;

  /** The earliest that the clock can show. */
  readonly now = (): number =>
    this.#isRunning ? this.#last + this.#system() - this.#receivedAt : this.#last;

  /** The latest that the clock can show. */
  readonly latest = (): number => (this.#isRunning ? this.now() : Infinity);
}
