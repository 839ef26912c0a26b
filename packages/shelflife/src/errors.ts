/** What the cache throws: one class, a code per kind of failure. */

/**
 * What kind of failure a {@link CacheError} reports.
 *
 * - `unavailable`: the store cannot be had (no IndexedDB, or it is not answering just now)
 * - `connection`: the connection was lost and could not be opened anew
 * - `timeout`: no progress within the deadline; surely not done
 * - `outcome-unknown`: it cannot be known whether the write was committed
 * - `capacity`: no space left on the disk, or in the origin's quota
 * - `data`: this value cannot be stored
 * - `corrupt`: the stored record cannot be read
 * - `key-not-found`: the key is missing or expired, and the call needs it
 * - `unknown`: anything else; see `cause`
 */
export type CacheErrorCode =
  | 'unavailable'
  | 'connection'
  | 'timeout'
  | 'outcome-unknown'
  | 'capacity'
  | 'data'
  | 'corrupt'
  | 'key-not-found'
  | 'unknown';

/** A failure as plain data: what a store answers, and what crosses threads. */
export interface Failure {
  readonly code: CacheErrorCode | 'invalid-argument';
  readonly message: string;
  readonly cause?: unknown;
}

/** The error that every failing call rejects with. Wrong arguments are `TypeError`s instead. */
export class CacheError extends Error {
  override name = 'CacheError';
  /** The kind of failure. */
  readonly code: CacheErrorCode;
  /** The key of the call, where it had one. */
  readonly key: string | undefined;

  constructor(
    code: CacheErrorCode,
    message: string,
    options: { key?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.key = options.key;
  }
}

/** `incr`, `decr`, `incrVersion` or `decrVersion` of a key that is missing or expired. */
export class KeyNotFoundError extends CacheError {
  override name = 'KeyNotFoundError';

  constructor(key: string | undefined) {
    super('key-not-found', `Key ${quote(key)} is missing or expired`, { key });
  }
}

/** A `TypeError` with `code: 'invalid-argument'`: the caller's mistake, and nothing was changed. */
export function invalidArgument(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'invalid-argument' as const });
}

/** The error a caller sees for a failure of the operation on their `key`. */
export function toError(failure: Failure, key: string | undefined): CacheError | TypeError {
  if (failure.code === 'invalid-argument') return invalidArgument(failure.message);
  if (failure.code === 'key-not-found') return new KeyNotFoundError(key);
  return new CacheError(failure.code, failure.message, { key, cause: failure.cause });
}

/** How a value is shown in a message: short, whatever it is. */
export function quote(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 57))}…` : JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}
