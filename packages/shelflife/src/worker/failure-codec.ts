/**
 * Converts failures to plain data and back, because a structured clone of an error loses its code and its key.
 */
import { CacheError, type Failure } from '../model/errors.js';

interface PlainCause {
  readonly name: string;
  readonly message: string;
  readonly isDOMException: boolean;
}

export function encodeFailure({ code, message, key, cause }: Failure & { key?: string }): Failure {
  const plain = { code, message, ...(key !== undefined && { key }) };
  return cause === undefined ? plain : { ...plain, cause: encodeCause(cause) };
}

/** The failure as this thread would have thrown it. The input may be malformed. */
export function decodeFailure(plain: unknown): Failure {
  const { code, message, key, cause } = Object(plain) as Record<string, unknown>;
  const failure = {
    code: textOr('unknown', code) as Failure['code'],
    message: textOr('The worker failed', message),
    cause: cause === undefined ? undefined : decodeCause(Object(cause)),
  };
  if (failure.code === 'invalid-argument' || failure.code === 'key-not-found') return failure;
  const named = typeof key === 'string' ? { key } : {};
  return new CacheError(failure.code, failure.message, { ...named, cause: failure.cause });
}

function textOr(otherwise: string, text: unknown): string {
  return typeof text === 'string' ? text : otherwise;
}

function encodeCause(cause: unknown): PlainCause {
  const { name = 'Error', message = String(cause) } = (cause ?? {}) as Partial<Error>;
  return { name, message, isDOMException: cause instanceof DOMException };
}

function decodeCause({ name, message, isDOMException }: Record<string, unknown>): Error {
  const [title, text] = [textOr('Error', name), textOr('', message)];
  if (isDOMException === true) return new DOMException(text, title);
  const error = new Error(text);
  error.name = title;
  return error;
}
