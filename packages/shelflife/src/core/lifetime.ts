/** How long an entry is live, and how long it is kept afterwards. */
import { expiryAt, type StaleBounds } from '../model/timeout.js';

export interface Lifetime extends Required<StaleBounds> {
  /** Seconds from the moment of storing; `Infinity` for ever. */
  readonly seconds: number;
  /** The moment itself, in ms since the epoch, instead of `seconds`. */
  readonly moment?: number | undefined;
  readonly tags?: readonly string[] | undefined;
}

/**
 * When an entry expires that is stored now, in ms since the epoch; `-Infinity` if it has always expired.
 *
 * @param jitter the share of `seconds` that may be taken off at random
 */
export function expiryOf(
  { seconds, moment }: Pick<Lifetime, 'seconds' | 'moment'>,
  now: number,
  jitter = 0,
): number {
  if (moment !== undefined) return moment > now ? moment : -Infinity;
  return expiryAt(seconds * (1 - jitter * Math.random()), now);
}
