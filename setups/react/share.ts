/** Structural sharing, on values of every kind. */
import { expect, test } from 'vitest';
import { share } from '../../packages/shelflife/src/react/share.js';

const values: Record<string, () => unknown> = {
  'a tree': () => ({ a: [1, { b: null }], c: undefined, d: Number.NaN, e: 1n }),
  'a date': () => new Date(7),
  'an invalid date': () => new Date(Number.NaN),
  'a map of sets': () => new Map([['a', { tags: new Set(['x']) }]]),
  bytes: () => ({ body: new Uint8Array([1, 2, 3]) }),
  'a member named __proto__': () => JSON.parse('{ "__proto__": { "a": 1 } }'),
};

test.each(Object.entries(values))('%s keeps its identity if it is equal', (_, newValue) => {
  const previous = newValue();
  expect(share(previous, newValue())).toBe(previous);
});

test.each<[string, unknown, unknown]>([
  ['a member more', { a: 1 }, { a: 1, b: undefined }],
  ['a member less', { a: 1, b: undefined }, { a: 1 }],
  ['another member', { a: undefined }, { b: undefined }],
  ['a longer list', [1], [1, 2]],
  ['a list for an object', {}, []],
  ['other bytes', new Uint8Array([1]), new Uint8Array([2])],
  ['another kind of map', new Map(), new Set()],
  ['nothing', { a: 1 }, null],
  ['a member that was inherited', {}, { toString: 1 }],
])('%s is another value', (_, previous, next) => {
  const shared = share(previous, next);
  expect(shared).not.toBe(previous);
  expect(shared).toEqual(next);
});

test('a cycle and a very deep value are as they came', () => {
  const cycle = () => {
    const value: Record<string, unknown> = {};
    value.self = value;
    return value;
  };
  const deep = () => {
    let value: unknown = 0;
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    return value;
  };
  for (const newValue of [cycle, deep]) {
    const next = newValue();
    expect(share(newValue(), next) === next).toBe(true);
  }
});
