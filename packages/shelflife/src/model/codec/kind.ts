/** What kind of thing a value is. */

export function isPrimitive(value: unknown): boolean {
  const type = typeof value;
  return type === 'object' ? value === null : type !== 'function' && type !== 'symbol';
}

/** Whether the engine has structured clone. */
export function hasClone(): boolean {
  return typeof structuredClone === 'function';
}

/** As `Map` for a Map: names the kind, and runs none of the value's own code but a tag. */
export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Kinds that structured clone copies in every runtime, and whose size is that of their parts. */
export function isPlainKind(tag: string): boolean {
  return /^(Array|Object|Map|Set|Date|RegExp|Error|Boolean|Number|String|BigInt)$/.test(tag);
}

/** An object as a literal makes it, in whichever realm, or one without a prototype. */
export function isRecord(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  const isRoot = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isRoot && tagOf(value) === 'Object';
}

/** Kinds of which structured clone reads no members. */
const CLOSED = /^(Date|RegExp|Boolean|Number|String|BigInt|ArrayBuffer)$/;

/** What structured clone reads of an object, and how each part is named in a path. */
export function partsOf(value: object): [name: string, part: unknown][] {
  if (CLOSED.test(tagOf(value))) return [];
  if (ArrayBuffer.isView(value)) return [['.buffer', value.buffer]];
  if (value instanceof Map) return [...value].flatMap(pairParts);
  if (value instanceof Set) return [...value].map((part) => [' (a member)', part]);
  if (value instanceof Error) return [['.cause', value.cause]];
  const isArray = Array.isArray(value);
  return Object.entries(value).map(([key, part]) => [
    isArray && /^\d+$/.test(key) ? `[${key}]` : `.${key}`,
    part,
  ]);
}

function pairParts([key, part]: [unknown, unknown]): [string, unknown][] {
  return [
    [' (a key)', key],
    [`.get(${typeof key === 'string' ? JSON.stringify(key) : '…'})`, part],
  ];
}
