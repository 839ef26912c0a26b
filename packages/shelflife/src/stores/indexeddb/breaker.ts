/** Stops asking a database that does not answer, and asks now and then whether it does again. */

import type { CacheError } from '../../model/errors.js';
import { keepTrying } from '../../platform/timers.js';

/** Ms between two probes, at first and at the longest. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

export interface Breaker {
  /** Whether the database is known to be dead just now. */
  readonly isOpen: boolean;
  /** It is dead. */
  trip(cause: CacheError): void;
  /** To be called after a timeout. Trips only if a probe fails too: else another tab just held the lock. */
  suspect(): Promise<void>;
  /** Closes it for good: it asks no more, and no failure counts, not even of a probe under way. */
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
  let isOver = false;

  const stop = () => {
    stopProbing?.();
    stopProbing = undefined;
  };

  const trip = (cause: CacheError) => {
    if (stopProbing || isOver) return;
    stopProbing = keepTrying(FIRST_PAUSE, LONGEST_PAUSE, async () => {
      await probe();
      if (!stopProbing) return;
      stop();
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
      if (stopProbing || isSuspecting || isOver) return;
      isSuspecting = true;
      await probe().catch(trip);
      isSuspecting = false;
    },
    reset() {
      isOver = true;
      stop();
    },
  };
}
