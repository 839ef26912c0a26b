/** Waits for the space of deleted values, because browsers may remove their files some time after the delete. */
import { later } from '../../platform/timers.js';

/** The first and the longest pause, in ms. Each is twice as long as the one before. */
const FIRST_PAUSE = 25;
const LONGEST_PAUSE = 400;

/** Ms after which pauses begin anew. Until then their sum is bounded, also if writes succeed after them. */
const PERIOD = 60_000;

export class SpaceWait {
  readonly #longest: number;
  #next = FIRST_PAUSE;
  #renewAt = 0;
  #end = () => {};

  /** @param deadline ms within which calls have to settle */
  constructor(deadline: number) {
    this.#longest = Math.min(LONGEST_PAUSE, deadline / 4);
  }

  /** Resolves to `true` after a pause, or at once to `false` if there has been enough waiting. */
  async pause(): Promise<boolean> {
    const now = performance.now();
    if (now >= this.#renewAt) {
      this.#next = FIRST_PAUSE;
      this.#renewAt = now + PERIOD;
    }
    const ms = this.#next;
    if (ms > this.#longest) return false;
    this.#next *= 2;
    await new Promise<void>((resolve) => {
      const cancel = later(ms, resolve);
      this.#end = () => {
        cancel();
        this.#next = Infinity;
        resolve();
      };
    });
    this.#end = () => {};
    return true;
  }

  /** Ends a pause that is under way. It is the last one for a while. */
  end(): void {
    this.#end();
  }
}
