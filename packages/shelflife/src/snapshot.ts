/** Copies of values: what goes into the cache and what comes out belongs to nobody else. */

import { CacheError } from './errors.js';

/** Deeper than this a value is left to the engine's own clone. */
const DEEPEST = 64;

/**
 * Values with more bytes of binary data than this there are once: memory does not hold them, and a worker is
 * handed their buffers, which leaves none to hold.
 */
export const HEAVIEST = 65_536;

/** What is known of a value that structured clone has made, and so has no code of its own. */
export interface Inspection {
  /** Nothing but plain objects and dense arrays, none of them met twice. */
  readonly isTree: boolean;
  /** Bytes of binary data; `Infinity` where nobody can tell. */
  readonly weight: number;
}

export interface Inspected extends Inspection {
  readonly value: unknown;
}

/** A value as it was at the moment of the call; an error where it can't be stored. */
export type Snapshot =
  | (Inspected & { readonly error?: undefined })
  | { readonly error: CacheError };

/** A copy of `value` as it is now, by structured clone. */
export function snapshot(value: unknown, key: string): Snapshot {
  if (isPrimitive(value)) return { value, isTree: true, weight: 0 };
  try {
    // Node's structured clone takes a `Response` for an ordinary object.
    if (!isOrdinary(value as object)) refuse(tagOf(value));
    return inspect(structuredClone(value));
  } catch (cause) {
    const message = `Value cannot be stored: ${(cause as Error)?.message ?? cause}`;
    return { error: new CacheError('data', message, { key, cause }) };
  }
}

/**
 * A copy of a value that is known to be storable; of a tree by hand, which comes to the same in a
 * fraction of the time.
 */
export function copyOf(value: unknown, isTree = isPrimitive(value)): unknown {
  return isTree ? copyTree(value) : structuredClone(value);
}

/**
 * Looks through what structured clone has made, level by level. Shared memory and compiled modules
 * pass it and are refused by every disk: found here, they are refused by every store alike, before a
 * transaction is under way.
 */
export function inspect(value: unknown, buffers?: ArrayBuffer[]): Inspected {
  const seen = new Set<unknown>();
  let isTree = true;
  let weight = 0;
  let depth = 0;
  for (let level = [value]; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const part of level) {
      if (isPrimitive(part)) continue;
      isTree &&= depth < DEEPEST && !seen.has(part) && isOrdinary(part as object);
      if (seen.has(part)) continue;
      seen.add(part);
      if (buffers && part instanceof ArrayBuffer) buffers.push(part);
      weight += weigh(part as object);
      for (const inner of partsOf(part as object)) next.push(inner);
    }
    level = next;
  }
  return { value, isTree, weight };
}

function copyTree(tree: unknown): unknown {
  if (isPrimitive(tree)) return tree;
  if (Array.isArray(tree)) return tree.map(copyTree);
  // Spread copies an own `__proto__` as what it is; from then on setting it is safe.
  const copy = { ...(tree as Record<string, unknown>) };
  for (const key of Object.keys(copy)) {
    const part = copy[key];
    if (typeof part === 'object') copy[key] = copyTree(part);
  }
  return copy;
}

function isPrimitive(value: unknown): boolean {
  const type = typeof value;
  return type === 'object' ? value === null : type !== 'function' && type !== 'symbol';
}

/** An object as a literal makes it, or an array without holes and named members. */
function isOrdinary(value: object): boolean {
  if (!Array.isArray(value)) return Object.getPrototypeOf(value) === Object.prototype;
  const keys = Object.keys(value);
  // Indexes come first, in order: where the last one is the last key, there is nothing beside them.
  return keys.length === value.length && (keys.at(-1) ?? '-1') === String(value.length - 1);
}

/** The binary data in an object itself; throws where it can't be stored. */
function weigh(value: object): number {
  if (isOrdinary(value)) return 0;
  const tag = tagOf(value);
  refuse(tag);
  // One that was transferred is empty, and cannot be copied again.
  if (tag === 'ArrayBuffer') return (value as ArrayBuffer).byteLength || Infinity;
  const isLight = /^(Array|Object|Map|Set|Date|RegExp|Error|Boolean|Number|String|BigInt)$/;
  return isLight.test(tag) || ArrayBuffer.isView(value) ? 0 : Infinity;
}

function partsOf(value: object): Iterable<unknown> {
  if (ArrayBuffer.isView(value)) return [value.buffer];
  if (value instanceof Map || value instanceof Set) return value as Iterable<unknown>;
  if (value instanceof Error) return [value.cause];
  return Object.values(value);
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function refuse(tag: string): void {
  if (/^(SharedArrayBuffer|WebAssembly.Module|Response)$/.test(tag))
    throw new DOMException(`a ${tag}`, 'DataCloneError');
}
