/** What is stored: keys that sort as they count, values of known size. */
import type { Pair } from './peers/peer.ts';

export type Make = (at: number) => unknown;

export function keyOf(at: number): string {
  return `course:${String(at).padStart(6, '0')}`;
}

export function keysOf(count: number, stride = 1): string[] {
  return Array.from({ length: count }, (_, at) => keyOf(at * stride));
}

export function pairsOf(count: number, make: Make): Pair[] {
  return Array.from({ length: count }, (_, at) => [keyOf(at), make(at)]);
}

/** The same value under every key: it takes the page's memory once. */
export function sharedPairsOf(count: number, value: unknown): Pair[] {
  return pairsOf(count, () => value);
}

export const shortText: Make = (at) => `The Manjhi, part ${at}`;

/** A row of mixed data, some 300 bytes as JSON. */
export const row: Make = (at) => ({
  id: at,
  title: `Course ${at}: caching in the browser`,
  teacher: { name: 'Sonam', room: 100 + (at % 40), mail: null },
  tags: ['cache', 'browser', `level ${at % 7}`],
  prices: [4999.5, 120 + at, { currency: 'INR', reduced: at % 2 === 0 }],
  published: true,
  summary: `Part ${at} of a series: what to keep near, for how long, and when to read it again.`,
});

export const rowsOf =
  (count: number): Make =>
  (at) => ({ id: at, rows: Array.from({ length: count }, (_, part) => row(at * count + part)) });

/** The three sizes at which every read and write is measured, and how many values there are at once. */
export interface Size {
  readonly id: string;
  readonly title: string;
  readonly make: Make;
  readonly together: number;
  readonly scattered: number;
}

export const SIZES: readonly Size[] = [
  { id: '0.3kb', title: '0.3 kB', make: row, together: 500, scattered: 125 },
  { id: '5kb', title: '5 kB', make: rowsOf(16), together: 120, scattered: 30 },
  { id: '50kb', title: '50 kB', make: rowsOf(165), together: 24, scattered: 10 },
];

const MEGABYTE = 1_000_000;
const RANDOM_CHUNK = 65_536;

/** Bytes that no compression makes smaller. */
export function randomBytes(count: number): ArrayBuffer {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at += RANDOM_CHUNK)
    crypto.getRandomValues(bytes.subarray(at, at + RANDOM_CHUNK));
  return bytes.buffer;
}

export function longText(length: number): string {
  const parts = Array.from({ length: Math.ceil(length / 20) }, () =>
    Math.random().toString(36).padEnd(20, '-').slice(0, 20),
  );
  return parts.join('').slice(0, length);
}

/** Single values of other kinds. */
export interface Kind {
  readonly id: string;
  readonly title: string;
  readonly make: () => unknown;
  readonly isLong?: boolean;
}

export const KINDS: readonly Kind[] = [
  { id: 'doubles', title: '2,000 random fractions', make: () => numbers(2_000, Math.random) },
  { id: 'text', title: 'a string of 1 MB', make: () => longText(MEGABYTE) },
  {
    id: 'map',
    title: 'a Map of 1,000 rows',
    make: () => new Map(pairsOf(1_000, row)),
  },
  { id: 'bytes', title: 'an ArrayBuffer of 1 MB', make: () => randomBytes(MEGABYTE) },
  { id: 'million', title: '1 million numbers', make: () => integers(1_000_000), isLong: true },
  { id: 'millions', title: '2 million numbers', make: () => integers(2_000_000), isLong: true },
];

function integers(count: number): number[] {
  return numbers(count, () => Math.floor(Math.random() * 1_000_000));
}

function numbers(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}
