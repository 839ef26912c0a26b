/** Encodes a value for an entry of a cache, which may bound its size, and answers for values that cannot be stored. */
import { type Body, bytesOf, sizeOf } from '../model/codec/body.js';
import { encode } from '../model/codec/encode.js';
import { CacheError, type Failure } from '../model/errors.js';
import type { CacheCore } from './cache-core.js';

/**
 * Throws as `encode()` does, and `capacity` for a value that is larger than `maxEntryBytes`, or whose entry is
 * larger than all entries may be.
 *
 * @param stored the stored key
 */
export function encodeEntry(
  { configuration }: CacheCore,
  value: unknown,
  key: string,
  stored: string,
): Body {
  const { maxEntryBytes, maxBytes } = configuration;
  const body = encode(value, key);
  if (maxEntryBytes < Infinity) refuseAbove('maxEntryBytes', maxEntryBytes, bytesOf(body), key);
  if (maxBytes < Infinity) refuseAbove('maxBytes', maxBytes, sizeOf(stored, body), key);
  return body;
}

function refuseAbove(option: string, bound: number, bytes: number, key: string): void {
  if (bytes <= bound) return;
  const message = `Value is too large: some ${bytes} bytes, and ${option} is ${bound}`;
  throw new CacheError('capacity', message, { key });
}

/** What this engine can't encode, or is too large, is returned all the same. What no engine can store is refused. */
export function answerUnstored(core: CacheCore, error: unknown, value: unknown): unknown {
  if (!['unavailable', 'capacity'].includes((error as Failure).code)) throw error;
  core.events.reportError(error as CacheError);
  return value;
}
