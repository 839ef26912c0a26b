/** Stops asking a database that does not answer, and asks now and then whether it does again. */

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
  #open = false;
  #suspecting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(events: BreakerEvents) {
    this.#events = events;
  }

  /** Whether the database is known to be dead just now. */
  get isOpen(): boolean {
    return this.#open;
  }

  /**
   * A call failed for want of an answer: dead, or just waiting for somebody's lock? Opens only if the
   * probe is dead too.
   */
  suspect(): void {
    if (this.#open || this.#suspecting) return;
    this.#suspecting = true;
    this.#events
      .probe()
      .catch((cause) => this.#trip(cause))
      .finally(() => {
        this.#suspecting = false;
      });
  }

  /** Forgets what it knows and stops asking. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#open = false;
  }

  #trip(cause: unknown): void {
    this.#open = true;
    this.#events.opened(cause);
    this.#probeIn(FIRST_PROBE);
  }

  #probeIn(delay: number): void {
    this.#timer = setTimeout(() => this.#probe(delay), delay);
    (this.#timer as { unref?: () => void }).unref?.();
  }

  #probe(delay: number): void {
    this.#events.probe().then(
      () => {
        if (!this.#open) return;
        this.#open = false;
        this.#events.closed();
      },
      () => {
        if (this.#open) this.#probeIn(Math.min(delay * 2, LONGEST_PROBE));
      },
    );
  }
}
