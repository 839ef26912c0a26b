/** The one classifier: what a browser's error means, as a code of `CacheError`. */
import { CacheError, type CacheErrorCode } from '../../errors.js';

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

/** Safari's words on return to a tab; the name is `UnknownError`, as for much else. */
const LOST = /connection.*(lost|closed)|server lost/i;

/** A browser's error as a `CacheError`; a transaction aborted with no error at all is a lost connection. */
export function classify(error: unknown): CacheError {
  if (error instanceof CacheError) return error;
  const { name = 'AbortError', message = '' } = (error ?? {}) as {
    name?: string;
    message?: string;
  };
  const code = LOST.test(message) ? 'connection' : (CODES[name] ?? 'unknown');
  return new CacheError(code, `IndexedDB: ${message || name}`, { cause: error ?? undefined });
}

/** What became of a transaction that made no progress within its deadline. */
export function stalled(deadline: number, committing: boolean): CacheError {
  const waited = `IndexedDB made no progress for ${deadline / 1000} s`;
  return committing
    ? new CacheError('outcome-unknown', `${waited} while committing`)
    : new CacheError('timeout', `${waited}; nothing was changed`);
}

/** The connection went while committing: on some browsers that is before the commit, on some after. */
export function lostInCommit({ message, cause }: CacheError): CacheError {
  return new CacheError('outcome-unknown', `${message} (while committing)`, { cause });
}
