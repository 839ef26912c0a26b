/** Values that are no JSON: as bytes. */
import { Deserializer, Serializer } from 'node:v8';

/** Turns values that JSON does not keep (a Map, a Date, a bigint, `undefined`) into bytes and back. */
export interface Codec {
  /** Throws if the value cannot be stored. */
  encode(value: unknown): Uint8Array;
  /** The value that `encode` was given. Its result belongs to the caller. */
  decode(bytes: Uint8Array): unknown;
}

/** V8's own format, which keeps what structured clone keeps. Bun has it too. */
export const v8Codec: Codec = {
  encode(value) {
    const serializer = new Serializer();
    serializer.writeHeader();
    serializer.writeValue(value);
    return serializer.releaseBuffer();
  },
  decode(bytes) {
    const deserializer = new Deserializer(bytes);
    deserializer.readHeader();
    return deserializer.readValue();
  },
};
