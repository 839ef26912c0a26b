/**
 * One walk through a value: copies its plain objects and arrays, reading each property once, and finds
 * out whether the copy survives JSON to the letter.
 */
import { bytesOfPrimitive } from './body.js';
import { hasClone, isPlainKind, isRecord, partsOf, tagOf } from './kind.js';

/** Deeper than this a value is left to structured clone. */
const MAX_JSON_DEPTH = 64;

/** Chromium reads no message back, and no record, that is nested some hundreds of levels deeper. */
const MAX_DEPTH = 1_000;

/** From this length on, numbers with fractions are faster by structured clone than as text. */
const LONG = 256;

/** A value with more bytes of binary data than this is not held in memory. */
export const MAX_HELD_BINARY_BYTES = 65_536;

const OBJECT_BYTES = 16;

/** Kinds that structured clone accepts, but that cannot be stored. */
const UNSTORABLE = /^(SharedArrayBuffer|WebAssembly.Module)$/;

/** Thrown where a part can't be stored. Without a message, `explain()` finds out which, and why. */
export class Unstorable extends Error {}

export class Walk {
  /** Whether the copy survives JSON to the letter. */
  isJson = true;
  bytes = 0;
  /** `Infinity` if a part is of a kind whose size is unknown. */
  binaryBytes = 0;
  readonly buffers: ArrayBuffer[] = [];
  /** Whether the copy holds parts of the value itself, which only structured clone can copy. */
  hasReferences = false;
  readonly #copies = new Map<object, object>();
  readonly #copiesAll: boolean;

  /** @param copiesAll whether the copy is needed too where it does not survive JSON */
  constructor(copiesAll = false) {
    this.#copiesAll = copiesAll;
  }

  /** A copy of `value`, in which other objects than plain ones and arrays stand as they are. */
  copy(value: unknown, depth = 0): unknown {
    switch (typeof value) {
      case 'object':
        if (value) return this.#copyObject(value, depth);
        break;
      case 'number':
        if (value - value !== 0 || (value === 0 && 1 / value < 0)) this.isJson = false;
        break;
      case 'undefined':
      case 'bigint':
        this.isJson = false;
        break;
      case 'function':
      case 'symbol':
        throw new Unstorable();
    }
    this.bytes += bytesOfPrimitive(value);
    return value;
  }

  #copyObject(value: object, depth: number): object {
    const copied = this.#copies.get(value);
    if (copied || depth === MAX_JSON_DEPTH) this.isJson = false;
    if (copied) return copied;
    if (depth === MAX_DEPTH)
      throw new Unstorable(`it is nested more than ${MAX_DEPTH} levels deep`);
    this.bytes += OBJECT_BYTES;
    if (Array.isArray(value)) return this.#copyArray(value, depth);
    if (!isRecord(value)) return this.#refer(value, depth);
    // Spread reads each member once, and makes an own `__proto__` what it is: setting it is safe then.
    const copy = { ...(value as Record<string, unknown>) };
    this.#copies.set(value, copy);
    for (const key of Object.keys(copy)) {
      this.bytes += key.length * 2;
      const part = copy[key];
      if (typeof part === 'string') this.bytes += part.length * 2;
      else copy[key] = this.copy(part, depth + 1);
    }
    return copy;
  }

  #copyArray(value: readonly unknown[], depth: number): object {
    const list = Object.values(value);
    // A hole reads as `undefined` here, and so do members that are.
    const isDense = list.length === value.length && !value.includes(undefined);
    if (!isDense) this.isJson = false;
    if (!this.#copiesAll && isLongAndFractional(list)) return this.#refer(value, depth);
    if (!isDense && this.#copiesAll) return this.#copySparseArray(value, depth);
    this.#copies.set(value, list);
    for (let at = 0; at < list.length; at++) list[at] = this.copy(list[at], depth + 1);
    return list;
  }

  /** An array with holes, with `undefined`, or with named members. */
  #copySparseArray(value: readonly unknown[], depth: number): object {
    const copy: unknown[] = new Array(value.length);
    this.#copies.set(value, copy);
    for (const [key, part] of Object.entries(value)) {
      const copied = this.copy(part, depth + 1);
      const member = { value: copied, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(copy, key, member);
    }
    return copy;
  }

  /** Leaves a part to structured clone; refuses it where that would lose its content silently. */
  #refer(value: object, depth: number): object {
    this.isJson = false;
    this.hasReferences = true;
    this.#copies.set(value, value);
    if (isUnstorable(value)) throw new Unstorable();
    this.bytes += (lettersOf(value) ?? '').length * 2;
    if (value instanceof ArrayBuffer) {
      this.buffers.push(value);
      this.#weigh(value.byteLength);
    } else if (!isPlainKind(tagOf(value)) && !ArrayBuffer.isView(value)) {
      this.#weigh(Infinity);
      if (isBlob(value)) this.bytes += value.size;
    }
    if (Array.isArray(value)) this.bytes += value.length * 8;
    else for (const part of partsToCheck(value)) this.copy(part, depth + 1);
    return value;
  }

  #weigh(bytes: number): void {
    this.binaryBytes += bytes;
    if (bytes < Infinity) this.bytes += bytes;
  }
}

/**
 * Whether a part would not survive, though structured clone takes it. Node makes an empty object of what
 * it can't clone (a URL, Headers), and so does every runtime of what keeps its data elsewhere (Temporal's
 * polyfill).
 */
export function isUnstorable(value: object): boolean {
  const tag = tagOf(value);
  if (UNSTORABLE.test(tag)) return true;
  if (isPlainKind(tag) || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return false;
  // An instance of a class of one's own, which may name itself, is stored as its members.
  if (Object.keys(value).length > 0 && !isOfGlobalClass(value, tag)) return false;
  return hasClone() && tagOf(structuredClone(value)) !== tag;
}

/** A Proxy of a Map, for one, can't be iterated, and structured clone refuses it. */
function partsToCheck(value: object): unknown[] {
  try {
    return partsOf(value).map(([, part]) => part);
  } catch (error) {
    if (error instanceof TypeError) throw new Unstorable();
    throw error;
  }
}

function isOfGlobalClass(value: object, name: string): boolean {
  const global = (globalThis as Record<string, unknown>)[name];
  return typeof global === 'function' && value instanceof global;
}

/** A `File` is a `Blob`. Not every runtime has the class. */
function isBlob(value: object): value is Blob {
  return typeof Blob === 'function' && value instanceof Blob;
}

/** The text in an object that has no parts for it. */
function lettersOf(value: object): string | undefined {
  if (value instanceof RegExp) return value.source;
  if (value instanceof String) return `${value}`;
  return value instanceof Error ? `${value.message}${value.stack}` : undefined;
}

function isLongAndFractional(value: readonly unknown[]): boolean {
  const [first] = value;
  return (
    value.length > LONG &&
    typeof first === 'number' &&
    first % 1 !== 0 &&
    value.every((part) => typeof part === 'number')
  );
}
