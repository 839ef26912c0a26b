/** Structural sharing: what is equal keeps its identity, so that nothing renders again for an equal value. */

/** `next` with those parts of `previous` that are equal; `previous` itself if all is. */
export function share<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next;
  if (isEqualLeaf(previous, next)) return previous as T;
  if (Array.isArray(previous) && Array.isArray(next)) return shareList(previous, next) as T;
  if (isPlain(previous) && isPlain(next)) return shareMembers(previous, next) as T;
  return next;
}

function shareList(previous: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const shared = next.map((item, at) => share(previous[at], item));
  const isEqual =
    previous.length === next.length && shared.every((item, at) => Object.is(item, previous[at]));
  return isEqual ? previous : shared;
}

function shareMembers(previous: Members, next: Members): Members {
  const names = Object.keys(next);
  const shared = Object.fromEntries(names.map((name) => [name, share(previous[name], next[name])]));
  const isEqual =
    Object.keys(previous).length === names.length &&
    names.every((name) => Object.hasOwn(previous, name) && Object.is(shared[name], previous[name]));
  return isEqual ? previous : shared;
}

/** Dates, maps and sets are compared as wholes. */
function isEqualLeaf(previous: unknown, next: unknown): boolean {
  if (previous instanceof Date && next instanceof Date) return +previous === +next;
  const isCollection =
    (previous instanceof Map && next instanceof Map) ||
    (previous instanceof Set && next instanceof Set);
  if (!isCollection) return false;
  const before = [...(previous as Iterable<unknown>)];
  return share(before, [...(next as Iterable<unknown>)]) === before;
}

type Members = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Members {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
