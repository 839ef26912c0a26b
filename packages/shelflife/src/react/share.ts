/** Structural sharing: what is equal keeps its identity, so that nothing renders again for an equal value. */

/**
 * `next` with those parts of `previous` that are equal; `previous` itself if all of it is. A value that is not a
 * tree, or is too deep for a recursion, is not shared.
 */
export function share<T>(previous: unknown, next: T): T {
  try {
    return shareTree(previous, next, new Set()) as T;
  } catch {
    return next;
  }
}

/** @param seen the objects in `next` so far: each is met once in a tree */
function shareTree(previous: unknown, next: unknown, seen: Set<unknown>): unknown {
  if (Object.is(previous, next) || typeof next !== 'object' || next === null) return next;
  if (seen.has(next)) throw new RangeError('not a tree');
  seen.add(next);
  if (isEqualLeaf(previous, next, seen)) return previous;
  if (Array.isArray(previous) && Array.isArray(next)) return shareList(previous, next, seen);
  if (isPlain(previous) && isPlain(next)) return shareMembers(previous, next, seen);
  return next;
}

function shareList(
  previous: readonly unknown[],
  next: readonly unknown[],
  seen: Set<unknown>,
): readonly unknown[] {
  const shared = next.map((item, at) => shareTree(previous[at], item, seen));
  return isSameList(previous, shared) ? previous : shared;
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => Object.is(item, other[at]));
}

function shareMembers(previous: Members, next: Members, seen: Set<unknown>): Members {
  const names = Object.keys(next);
  const before = (name: string) => (Object.hasOwn(previous, name) ? previous[name] : undefined);
  const shared = names.map((name) => [name, shareTree(before(name), next[name], seen)] as const);
  const isEqual =
    Object.keys(previous).length === names.length &&
    shared.every(
      ([name, value]) => Object.hasOwn(previous, name) && Object.is(value, before(name)),
    );
  return isEqual ? previous : Object.fromEntries(shared);
}

/** Dates, maps, sets and binary data are compared as wholes. */
function isEqualLeaf(previous: unknown, next: object, seen: Set<unknown>): boolean {
  if (previous instanceof Date && next instanceof Date) return Object.is(+previous, +next);
  const isListLike =
    (previous instanceof Map && next instanceof Map) ||
    (previous instanceof Set && next instanceof Set) ||
    (previous instanceof Uint8Array && next instanceof Uint8Array);
  if (!isListLike) return false;
  const before = [...(previous as Iterable<unknown>)];
  return shareList(before, [...(next as Iterable<unknown>)], seen) === before;
}

type Members = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Members {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
