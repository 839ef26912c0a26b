/** Stops asking a database that does not answer, and asks now and then whether it does again. */
import { keepTrying } from '../../background.js';
import type { CacheError } from '../../errors.js';

/** Ms between two probes, at first and at the longest. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

export interface Breaker {
  /** Whether the database is known to be dead just now. */
  readonly isOpen: boolean;
  /** It is dead. */
  trip(cause: CacheError): void;
  /**
   * A call failed for want of an answer: dead, or just waiting for somebody's lock? Trips only if the
   * probe is dead too.
   */
  suspect(): Promise<void>;
  /** Forgets what it knows and stops asking. */
  reset(): void;
}

/** @param probe resolves if the database answers */
export function breaker(
  probe: () => Promise<unknown>,
  opened: (cause: CacheError) => void,
  closed: () => void,
): Breaker {
  let stopProbing: (() => void) | undefined;
  let isSuspecting = false;

  const reset = () => {
    stopProbing?.();
    stopProbing = undefined;
  };

  const trip = (cause: CacheError) => {
    if (stopProbing) return;
    stopProbing = keepTrying(FIRST_PAUSE, LONGEST_PAUSE, async () => {
      await probe();
      if (!stopProbing) return;
      reset();
      closed();
    });
    opened(cause);
  };

  return {
    get isOpen() {
      return !!stopProbing;
    },
    trip,
    async suspect() {
      if (stopProbing || isSuspecting) return;
      isSuspecting = true;
      await probe().catch(trip);
      isSuspecting = false;
    },
    reset,
  };
}
