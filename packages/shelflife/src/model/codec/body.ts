/** A value as it is kept: encoded once, at the call, and immutable from then on. */

/**
 * Either the JSON text of a plain tree, or a value: a primitive, or what structured clone has made.
 * The text is readable in DevTools, cheap to store and to send, and needs no copy for each reader.
 */
export interface Body {
  /** JSON text, of plain objects and dense arrays that survive JSON to the letter. */
  readonly text?: string | undefined;
  /** The value itself, where there is no text. */
  readonly value?: unknown;
  /** Text or a value that lies apart from its entry and was not read. */
  readonly apart?: 'text' | 'value' | undefined;
  /** An estimate of its size in memory. Absent if `bytesOf()` can compute it from the other members. */
  readonly bytes?: number | undefined;
  /** Memory does not hold it, because it has large buffers or is of a kind whose size is unknown. */
  readonly isHeavy?: boolean | undefined;
}

/** How much a name holds, by estimate. */
export interface EntriesSize {
  readonly entries: number;
  readonly bytes: number;
}

/** What an entry is taken to need besides its key and its value. */
const OVERHEAD_BYTES = 100;

/** An estimate of what an entry takes: its key, its value, and what belongs to every entry. */
export function sizeOf(key: string, body: Body): number {
  return bytesOf(body) + key.length * CHARACTER_BYTES + OVERHEAD_BYTES;
}

const NUMBER_BYTES = 8;
const CHARACTER_BYTES = 2;

/** Two bytes a character or digit, eight for any other primitive, and for objects as they were measured. */
export function bytesOf({ text, value, bytes }: Body): number {
  if (text !== undefined) return text.length * CHARACTER_BYTES;
  return bytes ?? bytesOfPrimitive(value);
}

export function bytesOfPrimitive(value: unknown): number {
  const isLong = typeof value === 'string' || typeof value === 'bigint';
  return isLong ? String(value).length * CHARACTER_BYTES : NUMBER_BYTES;
}
