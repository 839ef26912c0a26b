/** Timeouts in seconds become moments in milliseconds, and one comparison decides whether an entry is live. */
import { expect } from './errors.js';

/** An entry written further than this in the future was written under another clock. */
export const CLOCK_TOLERANCE = 60_000;

/** The seconds of a timeout, `Infinity` for ever. Throws on anything else. */
export function toSeconds(timeout: number | null | undefined, fallback: number): number {
  if (timeout === undefined) return fallback;
  if (timeout === null) return Infinity;
  const ok = typeof timeout === 'number' && !Number.isNaN(timeout);
  expect('timeout', ok, 'seconds, or null for ever', timeout);
  return timeout;
}

/** The moment at which an entry expires. With a timeout of 0 or less it has always expired. */
export function expiryAt(seconds: number, now: number): number {
  return seconds > 0 ? now + Math.max(1, Math.round(seconds * 1000)) : -Infinity;
}

/** When an entry expires, as callers see it: `null` for never. */
export function publicExpiry(expires = Infinity): number | null {
  return expires === Infinity ? null : expires;
}

/** Whether an entry is live at `now`: decides it for every store and for memory. Sweeps find the others by an index. */
export function isLive(entry: Dated, now: number): boolean {
  return now < entry.expires && !isFromFuture(entry, now);
}

/** How long after its expiry an entry may be answered, in ms. @default 0 */
export interface StaleBounds {
  /** While a load renews it. */
  readonly staleWhileRevalidate?: number | undefined;
  /** If a load fails; at least as long as `staleWhileRevalidate`. */
  readonly staleIfError?: number | undefined;
}

/** Ms for which an entry is kept after its expiry. */
export function staleFor({ staleWhileRevalidate = 0, staleIfError = 0 }: StaleBounds): number {
  return Math.max(staleWhileRevalidate, staleIfError);
}

/** Whether an entry is live, or expired and kept for the sake of its stale bounds. */
export function isKept(entry: Dated & StaleBounds, now: number): boolean {
  return now < entry.expires + staleFor(entry) && !isFromFuture(entry, now);
}

function isFromFuture({ written }: Dated, now: number): boolean {
  return written > now + CLOCK_TOLERANCE;
}

/** Moments of an entry, in ms since the epoch. */
interface Dated {
  readonly expires: number;
  readonly written: number;
}
