/** Copies of values: what goes into the cache and what comes out belongs to nobody else. */

/**
 * A copy of `value` as it is now, by structured clone.
 * Throws a `DataCloneError` for what can't be cloned, or can be cloned but never stored.
 */
export function snapshot(value: unknown): unknown {
  if (isPrimitive(value)) return value;
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
  const tag = Object.prototype.toString.call(value);
  if (tag === '[object SharedArrayBuffer]' || tag === '[object WebAssembly.Module]')
    throw new DOMException(
      `${tag.slice(8, -1)} cannot be serialized for storage`,
      'DataCloneError',
    );
  if (ArrayBuffer.isView(value)) return refuseUnstorable(value.buffer, seen);
  for (const part of partsOf(value, tag)) refuseUnstorable(part, seen);
}

function partsOf(value: object, tag: string): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Error) return [value.cause];
  return tag === '[object Object]' ? Object.values(value) : [];
}
