/**
 * Leases, memcached's word: who loads a key, and whether the result may be stored. A lease lies beside the
 * entries and apart from them. Its token is the right to store: whatever changes or removes the entry ends it.
 */
import type { Entry, LeaseOperation } from './operation.js';
import { staleFor } from './timeout.js';

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
  /** The built-in key, where a `keyFunction` made the stored one. */
  readonly address?: string | undefined;
}

/** Ms after its end for which a lease is kept: a load that takes longer is not stored. */
export const LEASE_KEPT = 3_600_000;

/** Whether a caller may load under a lease that is there, instead of waiting for its holder. */
export function mayTake(held: Lease, { isForced, awaited }: LeaseOperation, now: number): boolean {
  const { holder, until } = held;
  const hasChanged = awaited !== undefined && awaited !== holder;
  return !holder || isForced || hasChanged || until <= now;
}

/** Whether a load has failed so recently that a stale entry is answered instead of another try. */
export function rests(
  { failed = -Infinity }: Lease,
  { retryAfter = 0, staleIfError = 0 }: Pick<LeaseOperation, 'retryAfter' | 'staleIfError'>,
  found: Entry | undefined,
  now: number,
): boolean {
  const isRecent = failed <= now && now < failed + retryAfter;
  return isRecent && !!found && now < found.expires + Math.min(staleIfError, staleFor(found));
}
