/** What a value consists of: the nodes of its tree. */

/** A part of a value: what it is called, and what it is. */
export type Member = readonly [name: string, value: unknown];

/** The parts of a value, which may be many. */
export interface Members {
  readonly count: number;
  /** The first of them. */
  readonly first: (most: number) => Member[];
}

/** The parts of a value in their order; `undefined` if it has none. */
export function membersOf(value: unknown): Members | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const members = listOf(value) ?? listed(Object.entries(value));
  return members.count === 0 ? undefined : members;
}

function listOf(value: object): Members | undefined {
  if (Array.isArray(value)) return indexed(value);
  if (value instanceof ArrayBuffer) return indexed(new Uint8Array(value));
  if (value instanceof DataView)
    return indexed(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (ArrayBuffer.isView(value)) return indexed(value as Uint8Array);
  if (value instanceof Set) return collected(value);
  if (value instanceof Map) return mapped(value);
  if (value instanceof Error)
    return listed([
      ['name', value.name],
      ['message', value.message],
      ['stack', value.stack],
    ]);
  return undefined;
}

function listed(members: readonly Member[]): Members {
  return { count: members.length, first: (most) => members.slice(0, most) };
}

function indexed(values: ArrayLike<unknown>): Members {
  const first = (most: number) =>
    Array.from(
      { length: Math.min(most, values.length) },
      (_, n) => [String(n), values[n]] as const,
    );
  return { count: values.length, first };
}

function collected(values: ReadonlySet<unknown>): Members {
  const first = (most: number) => take(values, most).map((value, n) => [String(n), value] as const);
  return { count: values.size, first };
}

/** A key that is an object is a part of its own. */
function mapped(map: ReadonlyMap<unknown, unknown>): Members {
  const memberOf = ([key, value]: readonly [unknown, unknown], n: number): Member =>
    typeof key === 'object' && key !== null ? [String(n), { key, value }] : [String(key), value];
  return { count: map.size, first: (most) => take(map, most).map(memberOf) };
}

function take<T>(values: Iterable<T>, most: number): T[] {
  const taken: T[] = [];
  for (const value of values) {
    if (taken.length === most) break;
    taken.push(value);
  }
  return taken;
}
