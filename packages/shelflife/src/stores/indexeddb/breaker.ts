/**
 * A circuit breaker. It is open while the database does not answer, and probes it until it does. `store.ts`
 * uses it.
 */

import type { CacheError } from '../../model/errors.js';
import type { StoreListener } from '../../model/store.js';
import { keepTrying } from '../../platform/timers.js';

/** The first and the longest pause between two probes, in ms. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

export class Breaker {
  readonly #probe: () => Promise<unknown>;
  readonly #listener: Pick<StoreListener, 'degraded' | 'restored'>;
  #stopProbing: (() => void) | undefined;
  #isSuspecting = false;
  #isOver = false;

  /**
   * @param probe resolves if the database answers
   * @param listener receives `degraded` when the breaker opens and `restored` when it closes
   */
  constructor(
    probe: () => Promise<unknown>,
    listener: Pick<StoreListener, 'degraded' | 'restored'>,
  ) {
    this.#probe = probe;
    this.#listener = listener;
  }

  /** Whether the database does not answer at present. */
  get isOpen(): boolean {
    return !!this.#stopProbing;
  }

  /** Opens: the database does not answer. */
  trip(cause: CacheError): void {
    if (this.isOpen || this.#isOver) return;
    this.#stopProbing = keepTrying(FIRST_PAUSE, LONGEST_PAUSE, async () => {
      await this.#probe();
      if (!this.isOpen) return;
      this.#stop();
      this.#listener.restored();
    });
    this.#listener.degraded(cause);
  }

  /** Call after a timeout. Opens only if a probe fails too; otherwise another tab just held the lock. */
  async suspect(): Promise<void> {
    if (this.isOpen || this.#isSuspecting || this.#isOver) return;
    this.#isSuspecting = true;
    await this.#probe().catch((cause) => this.trip(cause));
    this.#isSuspecting = false;
  }

  /**
   * Closes the breaker for good. It sends no more probes and ignores failures, including one of a probe in
   * progress.
   */
  end(): void {
    this.#isOver = true;
    this.#stop();
  }

  #stop(): void {
    this.#stopProbing?.();
    this.#stopProbing = undefined;
  }
}
