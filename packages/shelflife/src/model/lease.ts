/**
 * Leases, memcached's word: who loads a key, and whether the result may be stored. A lease lies beside the
 * entries and apart from them. Its token is the right to store: whatever changes or removes the entry ends it.
 */
import { CLOCK_TOLERANCE, type StaleBounds, staleFor } from './timeout.js';

export interface Lease {
  /** What is loaded is stored only while the lease has this token. */
  readonly token: string;
  /** Who loads: unique for each load. Missing once a load has ended without storing: the lease is nobody's. */
  readonly holder?: string | undefined;
  /** The Web Lock that its holder has while it loads. Missing where there are no locks. */
  readonly lock?: string | undefined;
  /** When the load should be over, in ms since the epoch. */
  readonly until: number;
  /** When the last load under it failed, in ms since the epoch. */
  readonly failed?: number | undefined;
  /** The tags of the call: `deleteByTag` ends the lease. */
  readonly tags?: readonly string[] | undefined;
  /** The built-in key, where a `keyFunction` made the stored one. */
  readonly address?: string | undefined;
}

/** What a caller asks for who wants to load. */
export interface LeaseRequest {
  /** The lease that is made if there is none. */
  readonly lease: Lease;
  /** Makes a new lease in any case, also beside a live entry. */
  readonly isFresh?: boolean;
  /** Takes a lease that another one holds. */
  readonly isForced?: boolean;
  /** The holder that the caller has waited for: if another one has the lease by now, it is taken. */
  readonly awaited?: string | undefined;
  /** Ms after a failed load in which the lease is not taken if a stale entry can be answered. */
  readonly retryAfter?: number;
  /** For how many ms after its expiry the caller accepts an entry instead of a failed load. */
  readonly staleIfError?: number;
}

/** The longest term of a lease, in ms. */
export const LONGEST_TERM = 3_600_000;

/** A term that ends more than so many ms from now was set before the clock was set back. */
export const FARTHEST_END = LONGEST_TERM + CLOCK_TOLERANCE;

/** Whether a term has ended, by this clock or by one that was set back. */
export function isOver(until: number, now: number): boolean {
  return until <= now || until > now + FARTHEST_END;
}

/** Ms after the end of its term for which a lease is kept: a load that takes longer is not stored. */
export const LEASE_KEPT = 3_600_000;

/** Whether a caller may load under a lease that is there, instead of waiting for its holder. */
export function mayTake(
  held: Lease,
  { isForced, awaited }: Pick<LeaseRequest, 'isForced' | 'awaited'>,
  now: number,
): boolean {
  const { holder, until } = held;
  const hasChanged = awaited !== undefined && awaited !== holder;
  return !holder || isForced || hasChanged || isOver(until, now);
}

/** Whether a load has failed so recently that a stale entry is answered instead of another try. */
export function rests(
  { failed = -Infinity }: Lease,
  { retryAfter = 0, staleIfError = 0 }: Pick<LeaseRequest, 'retryAfter' | 'staleIfError'>,
  found: (StaleBounds & { readonly expires: number }) | undefined,
  now: number,
): boolean {
  const isRecent = failed <= now && now < failed + retryAfter;
  return isRecent && !!found && now < found.expires + Math.min(staleIfError, staleFor(found));
}
