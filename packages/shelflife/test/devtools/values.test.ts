/** Values as the devtools show, measure and copy them. */
import { createCache, memoryStore } from 'shelflife';
import { expect, test } from 'vitest';
import { copyText, jsonOf } from '../../src/devtools/values/as-json.js';
import { measure } from '../../src/devtools/values/measure.js';
import { preview } from '../../src/devtools/values/preview.js';
import { PORTION, type TreeLine, treeLines } from '../../src/devtools/values/tree-lines.js';

const deep = () => {
  let value: unknown = 'end';
  for (let n = 0; n < 50_000; n++) value = [value];
  return value;
};

test.each<[unknown, string]>([
  ["it's", "'it\\'s'"],
  [undefined, 'undefined'],
  [null, 'null'],
  [-0, '-0'],
  [12n, '12n'],
  [[1, [2]], '[1, [2]]'],
  [{}, '{}'],
  [{ a: { b: 1 } }, '{ a: { b: 1 } }'],
  [new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
  [new Date(Number.NaN), 'Invalid Date'],
  [new Map([['a', 1]]), "Map(1) {'a'}"],
  [new Set([1, 2]), 'Set(2) {1, 2}'],
  [new Uint8Array(3), 'Uint8Array(3 bytes)'],
  [new ArrayBuffer(2), 'ArrayBuffer(2 bytes)'],
  [new Blob(['abc'], { type: 'text/plain' }), 'Blob(3 bytes, text/plain)'],
  [new Error('no'), 'Error: no'],
  [/a/g, '/a/g'],
])('%s is shown as %s', (value, text) => {
  expect(preview(value)).toBe(text);
});

test('a long value is cut', () => {
  expect(preview('x'.repeat(1e6), 10)).toBe(`'${'x'.repeat(9)}…`);
  expect(preview(Array(1e6).fill(1), 10)).toBe('[1, 1, 1, …');
  expect(preview(deep())).toBe('[[[[[…]]]]]');
});

test.each([
  'RRR',
  12,
  12n,
  null,
  undefined,
  [1, 2, 3],
  { name: 'Sonam', roll: 101, done: true, nothing: null },
  { list: [{ a: 1 }, []], empty: {} },
])('the size of %o is that which a cache estimates', async (value) => {
  const cache = createCache({ store: memoryStore() });
  await cache.set('k', value);
  const { bytes } = await cache.size();
  // Besides the value: the stored key, ":1:k", and what belongs to every entry.
  expect(measure(value).bytes).toBe(bytes - 8 - 100);
});

test('binary data has its own size', () => {
  expect(measure(new Uint8Array(2_000)).bytes).toBe(2_000);
  expect(measure({ blob: new Blob(['abc']) }).bytes).toBeLessThan(60);
});

test('values that differ have different prints, and equal ones the same', () => {
  const values = [
    1,
    '1',
    true,
    'true',
    null,
    undefined,
    [],
    {},
    [1],
    [[1]],
    { a: 1 },
    { a: '1' },
    { b: 1 },
    new Date(0),
    new Date(1),
    new Map(),
    new Set(),
    new Map([[1, 2]]),
    new Set([1]),
    new Uint8Array([1]),
    new Uint8Array([2]),
    [undefined],
    [null],
  ];
  const prints = values.map((value) => measure(value).print);
  expect(new Set(prints).size).toBe(values.length);
  expect(measure({ a: [1, { b: 2 }] })).toEqual(measure(structuredClone({ a: [1, { b: 2 }] })));
});

test('a deep, large or circular value is measured', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect(measure(circle).bytes).toBeGreaterThan(0);
  expect(measure(deep()).bytes).toBeGreaterThan(50_000);
  expect(measure(Array(300_000).fill(1)).bytes).toBe(1_200_002);
});

test('only what JSON gives back is edited as JSON', () => {
  expect(jsonOf({ a: [1, 'x', null] })).toBe(JSON.stringify({ a: [1, 'x', null] }, undefined, 2));
  for (const value of [
    undefined,
    1n,
    new Date(),
    new Map(),
    Number.NaN,
    { a: undefined },
    [new Set()],
  ])
    expect(jsonOf(value)).toBeUndefined();
});

test('a string is copied as it is, and what is no JSON as it is shown', () => {
  expect(copyText("it's")).toBe("it's");
  expect(copyText([1])).toBe('[\n  1\n]');
  expect(copyText(12n)).toBe('12n');
});

const shown = ({ level, name, text, isOpen }: TreeLine) => [level, name, text, isOpen];

test('a tree has a line for each open part', () => {
  const value = { a: [1, 2], b: new Map([['k', new Set(['x'])]]), c: 'text' };
  const open = new Map([
    ['$', PORTION],
    ['$/1', PORTION],
    ['$/1/0', PORTION],
  ]);
  expect(treeLines(value, open).map(shown)).toEqual([
    [1, undefined, "{ a: [1, 2], b: Map(1) {'k'}, c: 'text' }", true],
    [2, 'a', '[1, 2]', false],
    [2, 'b', "Map(1) {'k'}", true],
    [3, 'k', "Set(1) {'x'}", true],
    [4, '0', "'x'", undefined],
    [2, 'c', "'text'", undefined],
  ]);
});

test('a long list is shown in portions', () => {
  const lines = treeLines(Array(250).fill(0), new Map([['$', PORTION]]));
  expect(lines.length).toBe(102);
  expect(lines.at(-1)).toMatchObject({ text: '150 more', more: 150 });
});

test.each<[string, unknown, (readonly [string, string])[]]>([
  [
    'binary data',
    new Uint8Array([7, 8]).buffer,
    [
      ['0', '7'],
      ['1', '8'],
    ],
  ],
  ['a view on it', new DataView(new ArrayBuffer(3), 2), [['0', '0']]],
  ['a set', new Set(['x']), [['0', "'x'"]]],
  [
    'a map',
    new Map<unknown, unknown>([
      [1, 'x'],
      [{ a: 1 }, 'y'],
    ]),
    [
      ['1', "'x'"],
      ['1', "{ key: { a: 1 }, value: 'y' }"],
    ],
  ],
])('%s has its items as parts', (_, value, parts) => {
  const [, ...lines] = treeLines(value, new Map([['$', PORTION]]));
  expect(lines.map(({ name, text }) => [name, text])).toEqual(parts);
});

test('empty and simple values have no parts', () => {
  for (const value of [[], {}, '', 0, new Date(), new Map(), new Set(), new Uint8Array()])
    expect(treeLines(value, new Map([['$', PORTION]]))).toMatchObject([{ isOpen: undefined }]);
});
