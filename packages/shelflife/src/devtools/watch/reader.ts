/** Reads on demand, one read at a time: requests during a read are one more read, and slow reads are seldom. */
import { later } from '../../platform/timers.js';

/** Ms between a change and the read that shows it: changes that come together are one read. */
const SOON = 30;

/** The pause after a read is at least so many times as long as the read. */
const PAUSE = 4;

export class Reader {
  readonly #read: () => Promise<void>;
  #stopTimer: (() => void) | undefined;
  #isReading: Promise<void> | undefined;
  #isWanted = false;
  #mayReadAt = 0;
  #isStopped = true;

  /** @param read never rejects */
  constructor(read: () => Promise<void>) {
    this.#read = read;
  }

  start(): void {
    this.#isStopped = false;
    this.request();
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** Reads soon. */
  request(): void {
    this.#isWanted = true;
    if (this.#isStopped || this.#stopTimer || this.#isReading) return;
    const wait = Math.max(SOON, this.#mayReadAt - performance.now());
    this.#stopTimer = later(wait, () => this.now());
  }

  /** Reads at once. Resolves when a read that began after this call has ended. */
  async now(): Promise<void> {
    await this.#isReading;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#isReading ??= this.#readOnce();
    return this.#isReading;
  }

  async #readOnce(): Promise<void> {
    this.#isWanted = false;
    const began = performance.now();
    await this.#read();
    const ended = performance.now();
    this.#mayReadAt = ended + PAUSE * (ended - began);
    this.#isReading = undefined;
    if (this.#isWanted) this.request();
  }
}
