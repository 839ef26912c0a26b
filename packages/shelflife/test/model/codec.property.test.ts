/** What is kept of a value stands for what structured clone makes of it, to the letter. */
import { Serializer } from 'node:v8';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, decodeCopy, encode } from '../../src/model/codec/encode.js';
import { copyTree } from '../../src/model/codec/tree.js';

/** Names of members that are indices, and that are not. */
const name = fc.constantFrom(
  ...['a', 'b', '0', '1', '2', '7', '-1', '4294967295x'],
  ...['__proto__', 'constructor', 'toString', 'toJSON', 'size'],
);

const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, -0, 0, Number.NaN, Infinity, 2n ** 70n, ''),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom<() => unknown>(
    () => /a+/giu,
    () => Object(-0),
    () => Object(false),
    () => Object('text'),
    () => Object(5n),
    () => new Uint8Array([1, 2, 3]),
    () => new Float64Array([-0, Number.NaN]).subarray(1),
    () => new DataView(new ArrayBuffer(4), 1, 2),
    () => new ArrayBuffer(3),
  ),
);

const KINDS: Readonly<Record<string, () => object>> = {
  object: () => ({}),
  array: () => [],
  'sparse array': () => new Array(3),
  map: () => new Map(),
  set: () => new Set(),
  error: () => new RangeError('far', { cause: 'none' }),
};

/** Containers, and what lies in them: each other and leaves, so that parts are shared and cycles close. */
const graph = fc.record({
  kinds: fc.array(fc.constantFrom(...Object.keys(KINDS)), { minLength: 1, maxLength: 6 }),
  leaves: fc.array(leaf, { minLength: 1, maxLength: 5 }),
  edges: fc.array(fc.record({ from: fc.nat(5), to: fc.nat(10), name }), { maxLength: 14 }),
});

/** Plain values as most are: no part met twice. */
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf.filter((value) => typeof value !== 'function'),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('node')), { maxLength: 4 }).map(withMembers({})),
  ),
})).node;

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

type Graph = typeof graph extends fc.Arbitrary<infer G> ? G : never;

function build({ kinds, leaves, edges }: Graph): unknown {
  const nodes: unknown[] = [
    ...kinds.map((kind) => KINDS[kind]!()),
    ...leaves.map((one) => (typeof one === 'function' ? one() : one)),
  ];
  for (const { from, to, name } of edges)
    link(nodes[from % kinds.length] as object, name, nodes[to % nodes.length]);
  return nodes[0];
}

function link(node: object, name: string, to: unknown): void {
  if (node instanceof Set) node.add(to);
  else if (node instanceof Map) name < 'a' ? node.set(to, name) : node.set(name, to);
  else if (node instanceof Error) node.cause = to;
  else define(node, name, to);
}

function define(node: object, name: string, value: unknown): void {
  Object.defineProperty(node, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function withMembers(of: object) {
  return (members: readonly (readonly [string, unknown])[]) => {
    const node = { ...of };
    for (const [name, value] of members) define(node, name, value);
    return node;
  };
}

/** What a value is as a graph: identical bytes mean the same members in the same order, shared alike. */
function bytesOf(value: unknown): Buffer {
  const serializer = new Serializer();
  // Cloned once more, as how the engine keeps an array shows in the bytes.
  serializer.writeValue(structuredClone(value));
  return serializer.releaseBuffer();
}

/** Every object that can be reached. */
function partsOf(value: unknown, seen = new Set<unknown>()): Set<unknown> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return seen;
  seen.add(value);
  if (ArrayBuffer.isView(value)) partsOf(value.buffer, seen);
  if (value instanceof Map) for (const pair of value) for (const one of pair) partsOf(one, seen);
  if (value instanceof Set) for (const one of value) partsOf(one, seen);
  for (const key of Reflect.ownKeys(value))
    partsOf((value as Record<PropertyKey, unknown>)[key], seen);
  return seen;
}

function agrees(given: unknown): void {
  const cloned = cloneOf(given);
  const body = encode(given, 'k');
  for (const copy of [decodeCopy(body), fromMemory(body)]) {
    expect(bytesOf(copy).equals(bytesOf(cloned))).toBe(true);
    const [own, others] = [[...partsOf(copy)], [...partsOf(cloned)]];
    expect(kindsOf(own)).toEqual(kindsOf(others));
    const given_ = partsOf(given);
    expect(own.some((part) => given_.has(part))).toBe(false);
  }
}

const kindsOf = (parts: unknown[]) => parts.map((part) => Object.getPrototypeOf(part)?.constructor);

/** Memory keeps the tree that a text stands for, and copies it for each reader. */
function fromMemory(body: ReturnType<typeof encode>): unknown {
  return body.text === undefined ? decodeCopy(body) : copyTree(decode(body));
}

/** Node cannot clone an error that is its own cause; what can't be cloned is never stored. */
function cloneOf(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    fc.pre(false);
  }
}

test('a copy of any graph is what structured clone makes of it', () => {
  fc.assert(fc.property(graph.map(build), agrees), { numRuns: 3000 });
});

test('a copy of any plain value is what structured clone makes of it', () => {
  fc.assert(fc.property(tree, agrees), { numRuns: 2000 });
});

test('a copy of anything is what structured clone makes of it', () => {
  fc.assert(fc.property(anything, agrees), { numRuns: 2000 });
});

test('a copy of what is deeply nested is what structured clone makes of it', () => {
  for (const depth of [62, 63, 64, 65, 66, 500]) {
    let value: unknown = { end: -0 };
    for (let n = 0; n < depth; n++) value = n % 2 ? [value] : { value };
    agrees(value);
  }
});

test('a plain value is kept as its JSON text, and nothing else is', () => {
  const part = {};
  const plain = [{}, [], [[]], { a: [{ b: null }] }, JSON.parse('{"__proto__": {"a": 1}}')];
  for (const value of plain) expect(encode(value, 'k')).toEqual({ text: JSON.stringify(value) });
  const others = [
    ...[[part, part], new Array(2), Object.assign([], { a: 1 }), new Date(1), [new Map()]],
    ...[{ a: undefined }, { a: -0 }, [Number.NaN], { a: 1n }],
  ];
  for (const value of others) expect(encode(value, 'k').text).toBe(undefined);
  for (const value of [1, 'text', null, undefined, -0, 5n, true])
    expect(encode(value, 'k')).toEqual({ value });
});

for (const name of ['', '01', '1.5', '-0', ' 1', '1e0', '4294967295'])
  test(`a hole and a member ${JSON.stringify(name)}, nearly an index, make no dense array`, () => {
    const array = new Array(2);
    array[1] = {};
    define(array, name, 'named');
    agrees(array);
  });
