/** Stops asking a database that does not answer, and asks now and then whether it does again. */
import { keepTrying } from '../../background.js';

const FIRST_PROBE = 1_000;
const LONGEST_PROBE = 60_000;

export interface BreakerEvents {
  /** Resolves if the database answers. */
  probe(): Promise<unknown>;
  opened(cause: unknown): void;
  closed(): void;
}

export class Breaker {
  readonly #events: BreakerEvents;
  #suspecting = false;
  #stopProbing: (() => void) | undefined;

  constructor(events: BreakerEvents) {
    this.#events = events;
  }

  /** Whether the database is known to be dead just now. */
  get isOpen(): boolean {
    return this.#stopProbing !== undefined;
  }

  /**
   * A call failed for want of an answer: dead, or just waiting for somebody's lock? Opens only if the
   * probe is dead too.
   */
  async suspect(): Promise<void> {
    if (this.isOpen || this.#suspecting) return;
    this.#suspecting = true;
    await this.#events.probe().catch((cause) => this.#open(cause));
    this.#suspecting = false;
  }

  /** Forgets what it knows and stops asking. */
  reset(): void {
    this.#stopProbing?.();
    this.#stopProbing = undefined;
  }

  #open(cause: unknown): void {
    this.#stopProbing = keepTrying(FIRST_PROBE, LONGEST_PROBE, async () => {
      await this.#events.probe();
      if (!this.isOpen) return;
      this.reset();
      this.#events.closed();
    });
    this.#events.opened(cause);
  }
}
