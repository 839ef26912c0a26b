/** Failures as plain data that crosses threads whole: a clone of an error keeps no code and no key. */
import { CacheError, type Failure } from '../errors.js';

interface PlainCause {
  readonly name: string;
  readonly message: string;
  readonly isDOMException: boolean;
}

export function encodeFailure({ code, message, key, cause }: Failure & { key?: string }): Failure {
  const plain = { code, message, ...(key !== undefined && { key }) };
  return cause === undefined ? plain : { ...plain, cause: encodeCause(cause) };
}

/** As it would have been thrown in this thread. */
export function decodeFailure(plain: Failure & { key?: string }): Failure {
  const { code, message, key } = plain;
  const cause = plain.cause && decodeCause(plain.cause as PlainCause);
  if (code === 'invalid-argument' || code === 'key-not-found') return { code, message, cause };
  return new CacheError(code, message, { key, cause });
}

function encodeCause(cause: unknown): PlainCause {
  const { name = 'Error', message = String(cause) } = (cause ?? {}) as Partial<Error>;
  return { name, message, isDOMException: cause instanceof DOMException };
}

function decodeCause({ name, message, isDOMException }: PlainCause): Error {
  if (isDOMException) return new DOMException(message, name);
  const error = new Error(message);
  error.name = name;
  return error;
}
