/** The values of a batch as bytes. */
import { CacheError, type Entry, type Operation } from 'shelflife/store';
import type { Codec } from './codec.js';
import type { Bytes } from './keys.js';
import { encodeBody, isJson } from './records.js';
import type { Refusals } from './refusals.js';

export class Values {
  readonly #codec: Codec;
  /** What the codec has made of values. */
  readonly #encoded = new Map<unknown, Uint8Array>();

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** Encodes what operations store, and refuses what the codec does not take. */
  encode(operations: readonly Operation[], refusals: Refusals): void {
    for (const [at, operation] of operations.entries()) {
      if (!('value' in operation) || operation.text !== undefined) continue;
      if (isJson(operation.value)) continue;
      try {
        this.#encode(operation.value);
      } catch (cause) {
        refusals.add(at, unstorable(cause));
      }
    }
  }

  bodyOf(entry: Entry): Bytes {
    return encodeBody(entry, (value) => this.#encode(value));
  }

  #encode(value: unknown): Uint8Array {
    const bytes = this.#encoded.get(value) ?? this.#codec.encode(value);
    this.#encoded.set(value, bytes);
    return bytes;
  }
}

function unstorable(cause: unknown): CacheError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CacheError('data', `Value cannot be stored: ${reason}`, { cause });
}
