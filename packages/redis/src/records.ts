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

const BEFORE_STAMP = '{"stamp":"';
const STAMP_LENGTH = 8;

/** Where the stamp begins in a record. */
export const STAMP_AT = BEFORE_STAMP.length;

/** Where the other members begin in the first line. */
const MEMBERS_AT = STAMP_AT + STAMP_LENGTH + '",'.length;

/** The stamp of a record that is not there. */
export const NO_STAMP = '';

const LINE_END = 10;
const CODED = 0;

const origin = randomBytes(3).toString('base64url');
let count = 0;

/** A stamp that no other write has, in any process. */
function newStamp(): string {
  count = (count + 1) % 36 ** 4;
  return origin + count.toString(36).padStart(4, '0');
}

/** The first line of an entry's record. */
export function encodeHead({ text, value, apart, ...head }: Entry): string {
  return encodeLine(head);
}

export function encodeLease(lease: Lease): string {
  return encodeLine(lease);
}

function encodeLine(members: object): string {
  return `${BEFORE_STAMP}${newStamp()}",${JSON.stringify(members).slice(1)}\n`;
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
  return Object.assign(head, body);
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
  const line = bytes.toString('utf8', 0, end);
  if (end < 0 || !line.startsWith(BEFORE_STAMP)) throw new Error('it has no first line');
  const head = JSON.parse(`{${line.slice(MEMBERS_AT)}`);
  for (const name in head) if (head[name] === null) head[name] = Infinity;
  return head;
}

function decodeBody(bytes: Buffer, decode: Codec['decode']): Body {
  if (bytes[0] === CODED) return { value: decode(bytes.subarray(1)) };
  const text = bytes.toString();
  return text.startsWith('{') || text.startsWith('[') ? { text } : { value: JSON.parse(text) };
}
