/** What a value consists of: the nodes of its tree. */

/** A part of a value: what it is called, and what it is. */
export type Member = readonly [name: string, value: unknown];

/** The parts of a value in their order; `undefined` if it has none. */
export function membersOf(value: unknown): Iterable<Member> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const members = listOf(value) ?? Object.entries(value);
  return isEmpty(members) ? undefined : members;
}

function listOf(value: object): Iterable<Member> | undefined {
  if (value instanceof ArrayBuffer) return indexed(new Uint8Array(value));
  if (value instanceof DataView)
    return indexed(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return indexed(value as never);
  if (value instanceof Set) return indexed(value);
  if (value instanceof Map) return pairs(value);
  if (value instanceof Error)
    return Object.entries({ name: value.name, message: value.message, stack: value.stack });
  return undefined;
}

function* indexed(values: Iterable<unknown>): Generator<Member> {
  let at = 0;
  for (const value of values) yield [String(at++), value];
}

/** A key that is no text is a part of its own. */
function* pairs(map: ReadonlyMap<unknown, unknown>): Generator<Member> {
  let at = 0;
  for (const [key, value] of map) {
    if (typeof key === 'object' && key !== null) yield [String(at), { key, value }];
    else yield [String(key), value];
    at++;
  }
}

function isEmpty(members: Iterable<Member>): boolean {
  if (Array.isArray(members)) return members.length === 0;
  return false;
}
