/** The worker's view of the cache's clock. The clock runs in the page, and each batch carries its time. */

/**
 * By how many ms a running clock may appear to differ from this thread's, because a batch takes time to arrive.
 */
const JITTER = 2_000;

/**
 * If two batches show that the clock runs as fast as this thread's, it is assumed to keep running between
 * batches. Of any other clock, such as one that a test moves by hand, only the last time is known. Background
 * work then treats an entry as expired, or as written in the future, only if that is certain.
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
    // Two batches in the same millisecond show nothing.
    if (progress === 0 && elapsed < JITTER) return;
    this.#isRunning = progress > 0 && Math.abs(progress - elapsed) < JITTER;
    this.#last = now;
    this.#receivedAt = receivedAt;
  }

  /** The time of the last batch. */
  readonly last = (): number => this.#last;

  /** The earliest time that the clock may show. */
  readonly now = (): number =>
    this.#isRunning ? this.#last + this.#system() - this.#receivedAt : this.#last;

  /** The latest time that the clock may show. */
  readonly latest = (): number => (this.#isRunning ? this.now() : Infinity);
}
