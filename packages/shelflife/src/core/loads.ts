/** What callers, and the rest of a cache, know of a load that is under way. */
import type { Body } from '../model/codec/body.js';
import type { CacheError } from '../model/errors.js';
import type { Outcome } from '../model/operation.js';

export interface PendingLoad {
  readonly address?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly isFresh: boolean;
  /** Its place in the order in which loads have begun. */
  readonly number: number;
  /** Whether it has the lease of its key. */
  readonly hasLease: boolean;
  /** What was there at the beginning. */
  readonly found: Promise<Outcome>;
  /** Never rejects. */
  readonly result: Promise<LoadResult>;
  /** How many callers in this thread want the result. */
  callers: number;
  /** A caller was given the stale entry: the load goes on for the next ones. */
  isRenewal: boolean;
  /** This cache has overwritten or removed the entry: the result may not be stored. */
  end(): void;
  /** Ends the load because its last caller has aborted. */
  abort(reason: unknown): void;
  /** From here on it stores nothing. Resolves once it has given up its lease, where `mayRelease`. Never rejects. */
  abandon(mayRelease: boolean): Promise<void>;
}

/**
 * How a load ended: with a value, or with the failure of its loader. With neither, a caller that cannot use
 * the stale entry has to ask again.
 */
export interface LoadResult {
  readonly body?: Body;
  readonly failure?: {
    readonly error: unknown;
    /** For those who are answered all the same. */
    readonly event: CacheError;
  };
  /** The expired entry that was there before. */
  readonly stale?: Outcome | undefined;
  /** The loader had no value for the key. */
  readonly isNothing?: boolean;
  /** The callers may be different users: each has to load for itself. */
  readonly isPrivate?: boolean;
}
