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

/** Whether an entry is live at `now`: decides it for every store and for memory. Sweeps find the others by an index. */
export function isLive(entry: { expires: number; written: number }, now: number): boolean {
  return now < entry.expires && entry.written <= now + CLOCK_TOLERANCE;
}
