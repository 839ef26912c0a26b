/** Copies of values: what goes into the cache and what comes out belongs to nobody else. */

/**
 * A copy of `value` as it is now, by structured clone.
 * Throws a `DataCloneError` for what can't be cloned, or can be cloned but never stored.
 */
export function snapshot(value: unknown): unknown {
  if (isPrimitive(value)) return value;
  // Node's structured clone takes a `Response` for an ordinary object.
  refuse(tagOf(value));
  const copy = structuredClone(value);
  refuseUnstorable(copy, new Set());
  return copy;
}

/** A copy of a value that is known to be storable. */
export function copyOf<T>(value: T): T {
  return isPrimitive(value) ? value : structuredClone(value);
}

function isPrimitive(value: unknown): boolean {
  return (
    (typeof value !== 'object' || value === null) &&
    typeof value !== 'function' &&
    typeof value !== 'symbol'
  );
}

/**
 * Shared memory and compiled modules pass `structuredClone` and are refused by every disk: found
 * here, they are refused by every store alike, and before a transaction is under way.
 */
function refuseUnstorable(value: unknown, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (!isPlain(value)) refuse(tagOf(value));
  if (ArrayBuffer.isView(value)) return refuseUnstorable(value.buffer, seen);
  for (const part of partsOf(value)) refuseUnstorable(part, seen);
}

function partsOf(value: object): Iterable<unknown> {
  if (isPlain(value)) return Object.values(value);
  if (value instanceof Set) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Error) return [value.cause];
  return [];
}

/** What a structured clone makes of almost everything: looked at first, as it is the commonest. */
function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}

function refuse(tag: string): void {
  if (/ (SharedArrayBuffer|WebAssembly.Module|Response)\]$/.test(tag))
    throw new DOMException(
      `${tag.slice(8, -1)} cannot be serialized for storage`,
      'DataCloneError',
    );
}
