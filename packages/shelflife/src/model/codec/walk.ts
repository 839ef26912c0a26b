/**
 * One walk through a value: copies its plain objects and arrays, reading each property once, and finds
 * out whether the copy survives JSON to the letter.
 */
import { isRecord, partsOf, tagOf } from './kind.js';

/** Deeper than this a value is left to structured clone. */
const MAX_JSON_DEPTH = 64;

/** From this length on, numbers with fractions are faster by structured clone than as text. */
const LONG = 256;

/** A value with more bytes of binary data than this is not held in memory. */
export const MAX_HELD_BINARY_BYTES = 65_536;

const OBJECT_BYTES = 16;

/** Kinds that structured clone copies in every runtime, and whose size is that of their parts. */
const PORTABLE = /^(Array|Object|Map|Set|Date|RegExp|Error|Boolean|Number|String|BigInt)$/;

/** Kinds that pass structured clone and that no disk stores. */
const UNSTORABLE = /^(SharedArrayBuffer|WebAssembly.Module)$/;

/** Thrown where a part can't be stored; `explain()` finds out which, and why. */
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
  readonly #copiesNumbers: boolean;

  /** @param copiesNumbers whether long lists of numbers are copied too, and not left to structured clone */
  constructor(copiesNumbers = false) {
    this.#copiesNumbers = copiesNumbers;
  }

  /** A copy of `value`, in which other objects than plain ones and arrays stand as they are. */
  copy(value: unknown, depth = 0): unknown {
    switch (typeof value) {
      case 'string':
        this.bytes += value.length * 2;
        return value;
      case 'boolean':
        return value;
      case 'number':
        if (value - value !== 0 || (value === 0 && 1 / value < 0)) this.isJson = false;
        this.bytes += 8;
        return value;
      case 'object':
        return value && this.#copyObject(value, depth);
      case 'undefined':
      case 'bigint':
        this.isJson = false;
        return value;
      default:
        throw new Unstorable();
    }
  }

  #copyObject(value: object, depth: number): object {
    const copied = this.#copies.get(value);
    if (copied || depth === MAX_JSON_DEPTH) this.isJson = false;
    if (copied) return copied;
    this.bytes += OBJECT_BYTES;
    if (Array.isArray(value)) return this.#copyArray(value, depth);
    if (!isRecord(value)) return this.#refer(value, depth);
    // Spread reads each member once, and makes an own `__proto__` what it is: setting it is safe then.
    const copy = { ...(value as Record<string, unknown>) };
    this.#copies.set(value, copy);
    for (const key of Object.keys(copy)) {
      const part = copy[key];
      if (typeof part === 'string') this.bytes += part.length * 2;
      else copy[key] = this.copy(part, depth + 1);
    }
    return copy;
  }

  #copyArray(value: readonly unknown[], depth: number): object {
    if (!this.#copiesNumbers && isLongAndFractional(value)) return this.#refer(value, depth);
    const list = Object.values(value);
    // A hole reads as `undefined` here, and so do members that are.
    if (list.length !== value.length || value.includes(undefined))
      return this.#copySparseArray(value, depth);
    this.#copies.set(value, list);
    for (let at = 0; at < list.length; at++) list[at] = this.copy(list[at], depth + 1);
    return list;
  }

  /** An array with holes, with `undefined`, or with named members. */
  #copySparseArray(value: readonly unknown[], depth: number): object {
    this.isJson = false;
    const copy: unknown[] & Record<string, unknown> = Object.assign(new Array(value.length));
    this.#copies.set(value, copy);
    for (const [key, part] of Object.entries(value)) {
      const copied = this.copy(part, depth + 1);
      Object.defineProperty(copy, key, {
        value: copied,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return copy;
  }

  /** Leaves a part to structured clone; refuses it where that would lose its content silently. */
  #refer(value: object, depth: number): object {
    this.isJson = false;
    this.hasReferences = true;
    this.#copies.set(value, value);
    if (isUnstorable(value)) throw new Unstorable();
    const tag = tagOf(value);
    if (value instanceof ArrayBuffer) {
      this.buffers.push(value);
      this.#weigh(value.byteLength);
    } else if (!PORTABLE.test(tag) && !ArrayBuffer.isView(value)) this.#weigh(Infinity);
    if (Array.isArray(value)) this.bytes += value.length * 8;
    else for (const [, part] of partsOf(value)) this.copy(part, depth + 1);
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
  if (PORTABLE.test(tag) || ArrayBuffer.isView(value) || Object.keys(value).length > 0)
    return false;
  return typeof structuredClone === 'function' && tagOf(structuredClone(value)) !== tag;
}

function isLongAndFractional(value: readonly unknown[]): boolean {
  return (
    value.length > LONG &&
    Number(value[0]) % 1 !== 0 &&
    value.every((part) => typeof part === 'number')
  );
}
