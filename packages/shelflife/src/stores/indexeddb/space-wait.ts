/** Waits for the space of deleted values, because browsers may remove their files some time after the delete. */
import { later } from '../../platform/timers.js';

const PAUSE = 50;

/** How many pauses there may be in a row, and again in each minute, also if writes succeed after them. */
const MOST = 16;
const MINUTE = 60_000;

export class SpaceWait {
  readonly #ms: number;
  /** When all pauses of a minute are allowed again. Each puts it off by its share. */
  #renewedAt = 0;
  #resume = () => {};

  /** @param deadline ms within which calls have to settle: the pauses take at most half of it */
  constructor(deadline: number) {
    this.#ms = Math.min(PAUSE, deadline / MOST / 2);
  }

  /** Resolves after a pause; `false` if there has been enough waiting. */
  pause(): Promise<true> | false {
    const now = performance.now();
    const renewedAt = Math.max(now, this.#renewedAt) + MINUTE / MOST;
    if (renewedAt > now + MINUTE) return false;
    this.#renewedAt = renewedAt;
    return new Promise((resolve) => {
      this.#resume = () => resolve(true);
      later(this.#ms, this.#resume);
    });
  }

  /** Ends a pause that is under way. The next one is allowed some seconds later. */
  end(): void {
    this.#renewedAt = performance.now() + MINUTE;
    this.#resume();
  }
}
