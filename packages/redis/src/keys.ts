/**
 * Names of records in Redis, and of their places in the indexes.
 *
 * Keys are encoded so that the order of bytes is that of JavaScript's strings, by code units: each code unit
 * becomes its own UTF-8 sequence, lone surrogates too. U+0000 and U+0001 are escaped by a byte 1, so that a
 * byte 0 can separate two keys. The usual key stays as it is.
 */

/** An encoded key or a part of a command: bytes only where text would not do. */
export type Bytes = string | Buffer;

/** What a record is: its first letter in an index. */
export type Kind = 'e' | 'l';

export const ENTRY: Kind = 'e';
export const LEASE: Kind = 'l';

/** What UTF-8 would not keep apart or in order. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold them
const UNUSUAL = /[\0\u0001\ud800-\udfff]/;

/** The beginning of the names of everything that belongs to a cache. The braces keep it on one node of a cluster. */
export function baseOf(prefix: string, name: string): string {
  return `${escapeBraces(prefix)}:1:{${escapeBraces(name)}}:`;
}

/** The encoded form of a key. */
export function encodeKey(key: string): Bytes {
  if (!UNUSUAL.test(key)) return key;
  const parts = Array.from({ length: key.length }, (_, at) => encodeUnit(key.charCodeAt(at)));
  return Buffer.concat(parts);
}

/** The key that `encodeKey()` was given. */
export function decodeKey(bytes: Buffer): string {
  if (!bytes.includes(1) && !bytes.includes(0xed)) return bytes.toString();
  let key = '';
  for (let at = 0; at < bytes.length; ) {
    const [unit, size] = decodeUnit(bytes, at);
    key += String.fromCharCode(unit);
    at += size;
  }
  return key;
}

/** The name of a record behind the base. */
export function recordName(kind: Kind, key: string): Bytes {
  return join(`${kind}:`, encodeKey(key));
}

/** A record's place in an index: by its built-in key, with the stored key behind it if that is another one. */
export function memberOf(kind: Kind, key: string, address?: string): Bytes {
  if (address === undefined || address === key) return join(kind, encodeKey(key));
  return join(kind, encodeKey(address), '\0', encodeKey(key));
}

/** The stored key of a place in an index. */
export function keyOfMember(member: Buffer): string {
  const gap = member.indexOf(0);
  return decodeKey(member.subarray(gap < 0 ? 1 : gap + 1));
}

/** The built-in key of a place in an index. */
export function addressOfMember(member: Buffer): string {
  const gap = member.indexOf(0);
  return decodeKey(member.subarray(1, gap < 0 ? member.length : gap));
}

/** Encoded parts, one after the other. */
export function join(...parts: Bytes[]): Bytes {
  let text = '';
  for (const part of parts) {
    if (typeof part !== 'string')
      return Buffer.concat(parts.map((each) => Buffer.from(each as string)));
    text += part;
  }
  return text;
}

/** A brace would end the part of the name by which a cluster chooses the node. */
function escapeBraces(text: string): string {
  const toCode = (unit: string) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(/[%{}\ud800-\udfff]/g, toCode);
}

function encodeUnit(unit: number): Buffer {
  if (unit < 2) return Buffer.of(1, unit + 1);
  if (unit < 0x80) return Buffer.of(unit);
  if (unit < 0x800) return Buffer.of(0xc0 | (unit >> 6), 0x80 | (unit & 63));
  return Buffer.of(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63));
}

/** A code unit, and how many bytes it takes. */
function decodeUnit(bytes: Buffer, at: number): [unit: number, size: number] {
  const first = bytes[at]!;
  const tail = (by: number) => bytes[at + by]! & 63;
  if (first === 1) return [bytes[at + 1]! - 1, 2];
  if (first < 0x80) return [first, 1];
  if (first < 0xe0) return [((first & 31) << 6) | tail(1), 2];
  return [((first & 15) << 12) | (tail(1) << 6) | tail(2), 3];
}
