/** What the page knows of one call on the cache: where its answer came from, and what it took. */

/** Where something came from. One colour, one sign and one word each, everywhere the same. */
export type Origin =
  | 'hit'
  | 'miss'
  | 'stale'
  | 'loaded'
  | 'written'
  | 'removed'
  | 'expired'
  | 'error'
  | 'done';

/** A step of a call: `at` and `ms` in milliseconds, from the start of the call. */
export interface Phase {
  readonly name: 'check' | 'load' | 'store' | 'respond';
  readonly at: number;
  readonly ms: number;
  /** Why a load failed. */
  readonly error?: unknown;
}

export interface Call {
  /** As one would write it: `get('movie', 'has_expired')`. */
  readonly text: string;
  readonly method: string;
  /** The keys it names; none for `clear()` and the like. */
  readonly keys: readonly string[];
  readonly version: number;
  /** By `performance.now()`. */
  readonly startedAt: number;
  origin: Origin | undefined;
  ms: number;
  phases: readonly Phase[];
  result: unknown;
  error: Error | undefined;
}

export const sinceStart = ({ startedAt }: Call) => performance.now() - startedAt;
