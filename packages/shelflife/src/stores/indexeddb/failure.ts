/** Classifies errors: maps a browser's error to a code of `CacheError`. */
import { CacheError, type CacheErrorCode } from '../../model/errors.js';

const CODES: Record<string, CacheErrorCode> = {
  QuotaExceededError: 'capacity',
  DataCloneError: 'data',
  RangeError: 'data',
  DataError: 'corrupt',
  NotReadableError: 'corrupt',
  SecurityError: 'unavailable',
  ReferenceError: 'unavailable',
  TypeError: 'unavailable',
  // "The database connection is closing", a missing object store, a forced close.
  InvalidStateError: 'connection',
  NotFoundError: 'connection',
  AbortError: 'connection',
};

/**
 * Safari's message for a connection that was lost in a background tab. The name, `UnknownError`, has other
 * causes too.
 */
const LOST = /connection.*(lost|closed)|server lost/i;

/** Failures of the database as a whole. Any other failure may be caused by a single operation. */
const DATABASE_FAILURES: readonly CacheErrorCode[] = [
  'unavailable',
  'connection',
  'timeout',
  'outcome-unknown',
];

export function isDatabaseFailure({ code }: CacheError): boolean {
  return DATABASE_FAILURES.includes(code);
}

/**
 * A browser's error as a `CacheError`. A transaction that was aborted without an error means a lost connection.
 */
export function classify(error: unknown): CacheError {
  if (error instanceof CacheError) return error;
  const { name = 'AbortError', message = '' } = (error ?? {}) as Partial<Error>;
  const code = LOST.test(message) ? 'connection' : (CODES[name] ?? 'unknown');
  return new CacheError(code, `IndexedDB: ${message || name}`, { cause: error ?? undefined });
}
