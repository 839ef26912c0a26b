/** Encodes a value for an entry of a cache, which may bound its size. */
import { type Body, bytesOf } from '../model/codec/body.js';
import { encode } from '../model/codec/encode.js';
import { CacheError } from '../model/errors.js';
import type { CacheCore } from './cache-core.js';

/** Throws as `encode()` does, and `capacity` for a value that is larger than `maxEntryBytes`. */
export function encodeEntry({ configuration }: CacheCore, value: unknown, key: string): Body {
  const { maxEntryBytes } = configuration;
  const body = encode(value, key);
  const bytes = maxEntryBytes < Infinity ? bytesOf(body) : 0;
  if (bytes <= maxEntryBytes) return body;
  const message = `Value is too large: some ${bytes} bytes, and maxEntryBytes is ${maxEntryBytes}`;
  throw new CacheError('capacity', message, { key });
}
