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

export const text: Make = (at) => `The Manjhi, part ${at}`;

/** Some 300 bytes as JSON. */
export const small: Make = (at) => ({
  id: at,
  title: `Course ${at}: caching in the browser`,
  teacher: { name: 'Sonam', room: 101, mail: 'sonam@example.org' },
  tags: ['cache', 'browser', 'storage', 'offline'],
  price: 4999.5,
  published: true,
  summary: 'What is kept near is soon at hand; what is kept too long is soon out of date.',
});

/** Some 5 kB as JSON. */
export const medium: Make = (at) => ({
  id: at,
  lessons: Array.from({ length: 16 }, (_, lesson) => small(lesson)),
});

/** 50 kB, nearly all of it one string. */
export const large: Make = (at) => ({ id: at, body: String(at % 10).repeat(50_000) });
