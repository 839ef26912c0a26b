/** From a caller's value to what is kept, and back. */
import { CacheError } from '../errors.js';
import type { Body } from './body.js';
import { clone } from './clone.js';
import { explain } from './explain.js';
import { hasClone, isPrimitive } from './kind.js';
import { MAX_HELD_BINARY_BYTES, Unstorable, Walk } from './walk.js';

/**
 * The value as it is now, belonging to nobody else. Throws a `CacheError` where it can't be stored:
 * `data`, with the `DOMException` as cause, or `unavailable` where the engine has no structured clone.
 *
 * @param key the caller's, for the error
 */
export function encode(value: unknown, key: string): Body {
  if (isPrimitive(value)) return { value };
  try {
    return encodeObject(value);
  } catch (cause) {
    throw refusal(value, key, cause);
  }
}

/** The value that a body stands for: the body's own, where it is not text. */
export function decode({ text, value }: Body): unknown {
  return text === undefined ? value : JSON.parse(text);
}

/** The value that a body stands for, for one of several readers. */
export function decodeCopy(body: Body): unknown {
  return body.text === undefined ? copyOf(body.value) : decode(body);
}

export function copyOf(value: unknown): unknown {
  return isPrimitive(value) ? value : clone(value);
}

function encodeObject(value: unknown): Body {
  try {
    const walk = new Walk(!hasClone());
    const copy = walk.copy(value);
    if (walk.isJson && !hasInheritedToJSON()) return { text: JSON.stringify(copy) };
    if (walk.hasReferences && !hasClone()) throw new MissingClone();
    const { bytes, binaryBytes } = walk;
    const isHeavy = binaryBytes > MAX_HELD_BINARY_BYTES;
    return { value: cloneThroughProxies(value), bytes, ...(isHeavy && { isHeavy }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Too deep for the stack, or too long for a string.
    return { value: clone(value), isHeavy: true };
  }
}

/** Structured clone refuses a Proxy; over plain data, its copy is cloned instead. */
function cloneThroughProxies(value: unknown): unknown {
  try {
    return clone(value);
  } catch (error) {
    const walk = new Walk(true);
    const copy = walk.copy(value);
    if (!walk.hasReferences) return copy;
    try {
      return clone(copy);
    } catch {
      throw error;
    }
  }
}

/** An old library may have added `toJSON` to every array, and so to our copies. */
function hasInheritedToJSON(): boolean {
  return 'toJSON' in Object.prototype || 'toJSON' in Array.prototype;
}

class MissingClone extends Error {
  override message = 'structuredClone() is missing here, so that only plain data can be stored';
}

function refusal(value: unknown, key: string, cause: unknown): CacheError {
  if (cause instanceof MissingClone) return new CacheError('unavailable', cause.message, { key });
  const isOurs = cause instanceof Unstorable;
  const { message: given, name } = Object(cause) as Partial<Error>;
  const isOfPart = isOurs ? !given : name === 'DataCloneError';
  const message = `Value cannot be stored: ${(isOfPart && explain(value)) || (given ?? cause)}`;
  const exception = isOurs ? new DOMException(message, 'DataCloneError') : cause;
  return new CacheError('data', message, { key, cause: exception });
}
