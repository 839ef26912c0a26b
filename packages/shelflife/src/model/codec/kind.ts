/** What kind of thing a value is. */

export function isPrimitive(value: unknown): boolean {
  const type = typeof value;
  return type === 'object' ? value === null : type !== 'function' && type !== 'symbol';
}

/** As `Map` for a Map: names the kind, and runs none of the value's own code but a tag. */
export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** An object as a literal makes it, in whichever realm, or one without a prototype. */
export function isRecord(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  const isRoot = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isRoot && tagOf(value) === 'Object';
}

/** What lies within an object of a kind that structured clone knows. */
export function partsOf(value: object): [name: string, part: unknown][] {
  if (ArrayBuffer.isView(value)) return [['.buffer', value.buffer]];
  if (value instanceof Map) return [...value].flatMap(pairParts);
  if (value instanceof Set) return [...value].map((part) => [' (a member)', part]);
  if (value instanceof Error) return [['.cause', value.cause]];
  const isArray = Array.isArray(value);
  return Object.entries(value).map(([key, part]) => [isArray ? `[${key}]` : `.${key}`, part]);
}

function pairParts([key, part]: [unknown, unknown]): [string, unknown][] {
  return [
    [' (a key)', key],
    [`.get(${typeof key === 'string' ? JSON.stringify(key) : '…'})`, part],
  ];
}
