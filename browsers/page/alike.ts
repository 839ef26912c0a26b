/** Equality by structure, as Vitest's and Jest's `toEqual`: members that are `undefined` are missing. */

/** Whether two values are equal in all that can be cloned. */
export function alike(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

/** `under` holds the pairs being compared: a cycle back to one of them is equal so far. */
function compare(a: unknown, b: unknown, under: Map<object, unknown>): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (tagOf(a) !== tagOf(b)) return false;
  if (under.get(a) === b) return true;
  under.set(a, b);
  return sameContent(a, b, under) && sameMembers(a, b, under);
}

function sameContent(a: object, b: object, under: Map<object, unknown>): boolean {
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof RegExp) return String(a) === String(b);
  if (a instanceof Error) return a.message === (b as Error).message;
  if (a instanceof ArrayBuffer) return sameBytes(a, b as ArrayBuffer);
  if (a instanceof Map) return sameList([...a], [...(b as Map<unknown, unknown>)], under);
  if (a instanceof Set) return sameList([...a], [...(b as Set<unknown>)], under);
  if (Array.isArray(a)) return a.length === (b as unknown[]).length;
  return true;
}

function sameBytes(a: ArrayBuffer, b: ArrayBuffer): boolean {
  const [left, right] = [new Uint8Array(a), new Uint8Array(b)];
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

function sameList(a: unknown[], b: unknown[], under: Map<object, unknown>): boolean {
  return a.length === b.length && a.every((one, at) => compare(one, b[at], under));
}

function sameMembers(a: object, b: object, under: Map<object, unknown>): boolean {
  const names = new Set([...definedNames(a), ...definedNames(b)]);
  return [...names].every((name) => compare(Reflect.get(a, name), Reflect.get(b, name), under));
}

function definedNames(value: object): string[] {
  return Object.keys(value).filter((name) => Reflect.get(value, name) !== undefined);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
}
