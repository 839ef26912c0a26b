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

/** The members of an entry that are not in the first line of its record. */
const IN_BODY: readonly string[] = ['text', 'value', 'apart'];

/** The first line of an entry's record. */
export function encodeHead(entry: Entry): string {
  const head: Partial<Record<string, unknown>> = {};
  // Taking members out by a pattern is slower.
  for (const name in entry) {
    const value = entry[name as keyof Entry];
    if (value !== undefined && !IN_BODY.includes(name)) head[name] = value;
  }
  head.bytes ??= bytesOf(entry);
  return encodeLine(head);
}

/** By the rule of `size()`: two bytes a character. Only where the length of the record does not tell them. */
function bytesOf({ text, value }: Entry): number | undefined {
  const characters = text ?? value;
  if (typeof characters !== 'string') return undefined;
  const { length } = characters;
  return Buffer.byteLength(characters) === length ? undefined : length * 2;
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
  const start = bytes.indexOf(LINE_END) + 1;
  const isCoded = bytes[start] === CODED;
  const text = isWhole && !isCoded ? bytes.toString() : bytes.toString('utf8', 0, start);
  const end = text.indexOf('\n');
  const head = decodeHead(text, end) as unknown as Entry;
  if (!isWhole) return Object.assign(head, APART);
  if (isCoded) return Object.assign(head, { value: decode(bytes.subarray(start + 1)) });
  return Object.assign(head, decodeBody(text.slice(end + 1)));
}

/** Throws if it cannot be read. */
export function decodeLease(bytes: Buffer): Lease {
  const text = bytes.toString();
  return decodeHead(text, text.indexOf('\n')) as unknown as Lease;
}

/** The stamp of a record, also of one that cannot be read. */
export function stampOf(bytes: Buffer): Buffer {
  return bytes.subarray(STAMP_AT, STAMP_AT + STAMP_LENGTH);
}

const APART: Body = { apart: 'value' };

function decodeHead(record: string, end: number): Record<string, unknown> {
  if (end < 0 || !record.startsWith(BEFORE_STAMP)) throw new Error('it has no first line');
  const head = JSON.parse(`{${record.slice(MEMBERS_AT, end)}`);
  for (const name in head) if (head[name] === null) head[name] = Infinity;
  return head;
}

function decodeBody(text: string): Body {
  return text.startsWith('{') || text.startsWith('[') ? { text } : { value: JSON.parse(text) };
}
