/** A deadline that counts time without progress, not time in all. */

/**
 * After a long task, or on return from a frozen tab, timers fire before the events that were waiting:
 * the dog looks a second time before it barks.
 */
const GRACE = 30;

export class Watchdog {
  #last = performance.now();
  #timer: ReturnType<typeof setTimeout>;
  readonly #ms: number;
  readonly #bark: () => void;

  /** Calls `bark` once when there has been no `progress()` for `ms`, until `stop()`. */
  constructor(ms: number, bark: () => void) {
    this.#ms = ms;
    this.#bark = bark;
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  progress = (): void => {
    this.#last = performance.now();
  };

  stop(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const left = this.#last + this.#ms - performance.now();
    if (left > 0) this.#timer = setTimeout(() => this.#look(), left);
    else this.#timer = setTimeout(() => this.#lookAgain(performance.now()), GRACE);
  }

  #lookAgain(since: number): void {
    if (this.#last >= since) this.#look();
    else this.#bark();
  }
}
