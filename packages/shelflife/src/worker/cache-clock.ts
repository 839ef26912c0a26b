/** The cache's clock as the worker knows it: it runs in the page, and each batch brings its time. */

/** How many ms a running clock may seem to differ from this thread's, because a batch takes time to arrive. */
const JITTER = 2_000;

/**
 * If two batches show that the clock runs as fast as this thread's, it is taken to run on between batches.
 * Of another clock, such as one that a test moves by hand, only the last time is known. Work in the background
 * then treats no entry as expired or as written in the future that may not be.
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
    // Two batches in one millisecond show nothing.
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
