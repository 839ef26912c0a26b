/** The errors of the cache: one class, a code per kind of failure. */

/**
 * What kind of failure a {@link CacheError} reports.
 *
 * - `unavailable`: there is no IndexedDB, or it does not respond just now
 * - `connection`: the connection was lost and could not be reopened
 * - `timeout`: no progress within the deadline; surely not done
 * - `outcome-unknown`: it cannot be known whether the write was committed
 * - `capacity`: no space left on the disk, or in the origin's quota
 * - `data`: this value cannot be stored
 * - `corrupt`: the stored record cannot be read
 * - `key-not-found`: the key is missing or expired, and the call needs it
 * - `load-timeout`: a loader took longer than its `loadDeadline`
 * - `load-failed`: a loader failed, and its callers got a stale value; see `cause`
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
  | 'load-timeout'
  | 'load-failed'
  | 'unknown';

/** A failure as plain data, as stores report it and as it crosses threads. */
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
    super(message, options.cause === undefined ? undefined : options);
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

/** A `TypeError` with `code: 'invalid-argument'`: the caller's mistake, which changed nothing. */
export function invalidArgument(message: string): TypeError & Failure {
  return Object.assign(new TypeError(message), { code: 'invalid-argument' as const });
}

/** Throws unless `ok`, naming the argument, what was expected and what was given. */
export function expect(what: string, ok: unknown, expectation: string, given: unknown): void {
  if (!ok) throw invalidArgument(`${what}: expected ${expectation}, got ${quote(given)}`);
}

/** The error for the caller of an operation on `key`. Without a key a `CacheError` stays as it is. */
export function toError(failure: Failure, key?: string): CacheError | (TypeError & Failure) {
  if (key === undefined && failure instanceof CacheError) return failure;
  const { code, message, cause } = failure;
  if (code === 'invalid-argument') return invalidArgument(message);
  if (code === 'key-not-found') return new KeyNotFoundError(key);
  return new CacheError(code ?? 'unknown', message, { key, cause });
}

/** Anything that a store throws, as a `CacheError`. */
export function toCacheError(cause: unknown): CacheError {
  if (cause instanceof CacheError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new CacheError('unknown', `The store failed: ${message}`, { cause });
}

/** A short form of any value, for messages. */
export function quote(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  // As `[object Array]`, which names the kind and runs no code of the value but a tag's getter.
  return Object(value) === value ? Object.prototype.toString.call(value) : String(value);
}
