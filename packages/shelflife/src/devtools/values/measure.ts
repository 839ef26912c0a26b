/** How large a value is, by the estimate that the docs give, and a hash that tells it apart from others. */

export interface Measured {
  readonly bytes: number;
  readonly print: number;
}

const CHARACTER_BYTES = 2;
const PRIMITIVE_BYTES = 8;

/** Of a value as a cache answers it: no getters, no functions. Walks without recursion, as values may be deep. */
export function measure(value: unknown): Measured {
  if (typeof value !== 'object' || value === null) return measurePrimitive(value);
  const measuring = new Measuring();
  const seen = new Set<object>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) measuring.add(textOf(next));
    else if (!seen.has(next)) {
      seen.add(next);
      for (const member of measuring.members(next)) open.push(member);
    }
  }
  return measuring;
}

function measurePrimitive(value: unknown): Measured {
  const isLong = typeof value === 'string' || typeof value === 'bigint';
  const text = String(value);
  return {
    bytes: isLong ? text.length * CHARACTER_BYTES : PRIMITIVE_BYTES,
    print: hash(`${typeof value} ${text}`, 0),
  };
}

/** As long as in JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

class Measuring implements Measured {
  bytes = 0;
  print = 0;

  add(text: string): void {
    this.bytes += text.length * CHARACTER_BYTES;
    this.print = hash(text, this.print);
  }

  /** Adds what an object needs itself, and returns its members. Names of members are hashed here. */
  members(object: object): unknown[] {
    if (object instanceof ArrayBuffer || ArrayBuffer.isView(object)) return this.#binary(object);
    if (object instanceof Blob) return this.#blob(object);
    if (object instanceof Map || object instanceof Set) return this.#collection(object);
    if (Array.isArray(object)) {
      this.add('[]'.padEnd(object.length + 1, ','));
      return object;
    }
    const kind = Object.prototype.toString.call(object);
    if (kind !== '[object Object]')
      this.add(`${kind} ${object instanceof Date ? +object : object}`);
    const names = Object.keys(object);
    this.add(names.length === 0 ? '{}' : `{"${names.join('":,"')}":}`);
    return names.map((name) => (object as Record<string, unknown>)[name]);
  }

  #collection(object: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>): unknown[] {
    this.print = hash(Object.prototype.toString.call(object), this.print);
    return object instanceof Map ? [...object].flat() : [...object];
  }

  #binary(object: ArrayBuffer | ArrayBufferView): [] {
    const { buffer, byteOffset, byteLength } =
      object instanceof ArrayBuffer ? new Uint8Array(object) : object;
    this.bytes += byteLength;
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength))
      this.print = (Math.imul(this.print, 31) + byte) | 0;
    return [];
  }

  #blob({ size, type }: Blob): [] {
    this.bytes += size;
    this.print = hash(`${size} ${type}`, this.print);
    return [];
  }
}

function hash(text: string, before: number): number {
  let print = before;
  for (let at = 0; at < text.length; at++) print = (Math.imul(print, 31) + text.charCodeAt(at)) | 0;
  return print;
}
