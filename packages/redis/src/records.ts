/**
 * Records: what lies under a name in Redis.
 *
 * The first line is a JSON object that begins with a stamp, which each write renews: writers compare it. The
 * rest is the value: JSON, or a byte 0 and what the codec has made. `null` in the first line stands for
 * `Infinity`.
 */
import { randomBytes } from 'node:crypto';
import type { Body, Entry, Lease } from 'shelflife/store';
import type { Codec } from './codec.js';
import { type Bytes, join } from './keys.js';

/** Where the stamp begins in a record: behind `{"stamp":"`. */
export const STAMP_AT = 10;
const STAMP_LENGTH = 8;

/** The stamp of a record that is not there. */
export const NO_STAMP = '';

const LINE_END = 10;
const CODED = 0;

const origin = randomBytes(3).toString('base64url');
let count = 0;

/** Differs from the one before, whoever wrote that. */
function newStamp(): string {
  count = (count + 1) % 36 ** 4;
  return origin + count.toString(36).padStart(4, '0');
}

/** The first line of an entry's record. */
export function encodeHead({ text, value, apart, ...head }: Entry): string {
  return `${JSON.stringify({ stamp: newStamp(), ...head })}\n`;
}

export function encodeLease(lease: Lease): string {
  return `${JSON.stringify({ stamp: newStamp(), ...lease })}\n`;
}

/** The part of a record behind its first line. */
export function encodeBody({ text, value }: Body, encode: Codec['encode']): Bytes {
  if (text !== undefined) return text;
  return isJson(value) ? JSON.stringify(value) : join('\0', Buffer.from(encode(value)));
}

/** Whether a primitive survives JSON. */
export function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

/** The entry of a record, which may be just the first line of it. Throws if it cannot be read. */
export function decodeEntry(bytes: Buffer, isWhole: boolean, decode: Codec['decode']): Entry {
  const end = bytes.indexOf(LINE_END);
  const head = decodeHead(bytes, end) as unknown as Entry;
  const body = isWhole ? decodeBody(bytes.subarray(end + 1), decode) : APART;
  return { ...head, ...body };
}

/** Throws if it cannot be read. */
export function decodeLease(bytes: Buffer): Lease {
  return decodeHead(bytes, bytes.indexOf(LINE_END)) as unknown as Lease;
}

/** The stamp of a record, also of one that cannot be read. */
export function stampOf(bytes: Buffer): Buffer {
  return bytes.subarray(STAMP_AT, STAMP_AT + STAMP_LENGTH);
}

const APART: Body = { apart: 'value' };

function decodeHead(bytes: Buffer, end: number): Record<string, unknown> {
  if (end < 0) throw new Error('it has no first line');
  const { stamp, ...head } = JSON.parse(bytes.toString('utf8', 0, end));
  if (typeof stamp !== 'string') throw new Error('its first line has no stamp');
  for (const name of Object.keys(head)) if (head[name] === null) head[name] = Infinity;
  return head;
}

function decodeBody(bytes: Buffer, decode: Codec['decode']): Body {
  if (bytes[0] === CODED) return { value: decode(bytes.subarray(1)) };
  const text = bytes.toString();
  return text.startsWith('{') || text.startsWith('[') ? { text } : { value: JSON.parse(text) };
}
