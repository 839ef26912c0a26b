/** Values of the language itself, but for binary data. */
import type { Makers } from './types.ts';

export function installPlainValues(): void {
  const primitives: Record<string, unknown> = {
    undefined: undefined,
    null: null,
    true: true,
    false: false,
    zero: 0,
    '-0': -0,
    NaN: Number.NaN,
    Infinity: Infinity,
    '-Infinity': -Infinity,
    'the least number': 5e-324,
    'a fraction': 0.1,
    'a bigint': 2n ** 70n,
    'a negative bigint': -(2n ** 70n),
    '0n': 0n,
    'an empty string': '',
    'a lone surrogate': 'a\ud800b',
    'a string with NUL': 'a\u0000b',
    'a long string': 'x'.repeat(100_000),
  };

  const ofPrimitives: Makers = {
    ...Object.fromEntries(Object.entries(primitives).map(([name, value]) => [name, () => value])),
    'every primitive in an object': () => ({ ...primitives }),
    'every primitive in an array': () => Object.values(primitives),
    'a boxed true': () => Object(true),
    'a boxed false': () => Object(false),
    'a boxed -0': () => Object(-0),
    'a boxed NaN': () => Object(Number.NaN),
    'a boxed string': () => Object('text'),
    'a boxed bigint': () => Object(5n),
  };

  const ofObjects: Makers = {
    'a date': () => new Date(1_750_000_000_123),
    'an invalid date': () => new Date(Number.NaN),
    'a regular expression': () => /a(?<n>b+)\//dgimsuy,
    'a regular expression that was used': () => {
      const expression = /a/g;
      expression.test('aa');
      return expression;
    },
    'nested objects': () => ({ a: [{ b: { c: [1, undefined, null, { d: new Date(7) }] } }] }),
    'an object with keys out of order': () => ({ b: 1, 10: 2, a: 3, 1: 4, '': 5, '-1': 6 }),
    'an own __proto__': () => JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "b": 3}'),
    'an object without a prototype': () => Object.assign(Object.create(null), { a: 1 }),
    'an instance of a class': () =>
      new (class Course {
        title = 'Algebra';
        get shout() {
          return 'no';
        }
      })(),
    'an object with symbols and hidden members': () =>
      Object.defineProperty({ a: 1, [Symbol('s')]: 2 }, 'hidden', { value: 3 }),
    'an object with a getter': () => ({
      get a() {
        return [1];
      },
    }),
    'a frozen object': () => Object.freeze({ a: Object.freeze([1]) }),
    'something 500 levels deep': () => {
      let value: unknown = { end: -0 };
      for (let n = 0; n < 500; n++) value = n % 2 ? [value] : { value };
      return value;
    },
    'the arguments of a call': () =>
      (function (..._: number[]) {
        // biome-ignore lint/complexity/noArguments: it is what is stored.
        return arguments;
      })(1, 2),
  };

  const cyclic = () => {
    const list: unknown[] = [];
    const map = new Map<unknown, unknown>();
    const value = { list, map };
    list.push(value, list);
    map.set(value, list);
    return value;
  };

  const ofCollections: Makers = {
    'a Map': () =>
      new Map<unknown, unknown>([
        [{ a: 1 }, -0],
        [-0, Number.NaN],
        [Number.NaN, 0],
      ]),
    'a Set': () => new Set<unknown>([{ a: [1] }, null, undefined, '', Number.NaN]),
    'a Map of Sets of Maps': () => new Map([[new Set([new Map([[1, new Set([2])]])]), 3]]),
    cycles: cyclic,
    'shared references': () => {
      const shared = { n: [1] };
      return { a: shared, b: [shared, shared.n], map: new Map([[shared, shared]]) };
    },
    'a shared date': () => {
      const date = new Date(5);
      return [date, { date }];
    },
  };

  const withMembers = (array: unknown[], members: object) => Object.assign(array, members);

  const ofArrays: Makers = {
    'an array with holes': () => withMembers(new Array(5), { 1: undefined, 3: 'three' }),
    'an array of holes': () => new Array(1000),
    'an array with members': () => withMembers([1, 2], { extra: { a: 1 }, '-1': 2, '': 3 }),
    'a hole and a member that is nearly an index': () =>
      withMembers(new Array(2), { 1: 1, '01': 2 }),
    'an array with its own __proto__': () =>
      Object.defineProperty([1], '__proto__', { value: 2, enumerable: true }),
  };

  // WebKit's structured clone looks at every index, and takes minutes.
  if (!/AppleWebKit(?!.*Chrome)/.test(navigator.userAgent))
    ofArrays['an array of the greatest length'] = () => withMembers([], { length: 2 ** 32 - 1 });

  const errors = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

  const ofErrors: Makers = {
    ...Object.fromEntries(
      errors.map((Kind) => [Kind.name, () => new Kind('far', { cause: { code: [7] } })]),
    ),
    'an error without a message': () => new Error(),
    'an error whose cause is an error': () => new TypeError('a', { cause: new RangeError('b') }),
    'an error with members': () => Object.assign(new Error('a'), { code: 'E', name: 'Odd' }),
    'an AggregateError': () => new AggregateError([new Error('a'), 1], 'many'),
    'an error of a class': () => new (class Mine extends RangeError {})('mine'),
  };

  window.values ??= {};
  Object.assign(window.values, ofPrimitives, ofObjects, ofCollections, ofArrays, ofErrors);
}
