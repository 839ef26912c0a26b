/** What is encoded how, what is refused with which words, and which properties are read how often. */
import { type CacheError, createCache, memoryStore } from 'shelflife';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { bytesOf } from '../../src/model/codec/body.js';
import { decode, encode } from '../../src/model/codec/encode.js';

afterEach(() => vi.unstubAllGlobals());

/** As reactive state is: a Proxy at every level, made anew at each access. */
function reactive(target: object): object {
  return new Proxy(target, {
    get(of, key, receiver): unknown {
      const value: object = Reflect.get(of, key, receiver);
      const isPlain = Array.isArray(value) || Object.prototype.toString.call(value) === TAG;
      return isPlain ? reactive(value) : value;
    },
  });
}
const TAG = '[object Object]';

function messageOf(value: unknown): string {
  try {
    encode(value, 'k');
  } catch (error) {
    expect(error).toMatchObject({ name: 'CacheError', code: 'data', key: 'k' });
    return (error as CacheError).message;
  }
  return 'stored';
}

describe('plain data', () => {
  test('each property is read once', () => {
    let reads = 0;
    const value = {
      list: [
        {
          get counted() {
            return ++reads;
          },
        },
      ],
    };
    expect(decode(encode(value, 'k'))).toEqual({ list: [{ counted: 1 }] });
    expect(reads).toBe(1);
  });

  test('it may have no prototype, or the one of another realm', async () => {
    const { runInNewContext } = await import('node:vm');
    const bare = Object.assign(Object.create(null), { a: [1] });
    expect(encode(bare, 'k')).toEqual({ text: '{"a":[1]}' });
    expect(encode(runInNewContext('({ a: { b: 1 } })'), 'k')).toEqual({ text: '{"a":{"b":1}}' });
  });

  test('a toJSON method that it inherits is not called', () => {
    const toJSON = vi.fn(() => 'spoilt');
    for (const prototype of [Object.prototype, Array.prototype]) {
      Object.defineProperty(prototype, 'toJSON', { value: toJSON, configurable: true });
      try {
        expect(decode(encode({ a: [1] }, 'k'))).toEqual({ a: [1] });
      } finally {
        Reflect.deleteProperty(prototype, 'toJSON');
      }
    }
    expect(toJSON).not.toHaveBeenCalled();
  });

  test('within proxies it is stored as what it is', () => {
    const fractions = Array.from({ length: 300 }, (_, n) => n + 0.5);
    const date = new Date(7);
    const values = [
      { list: [1, { a: 'b' }], nested: { n: null } },
      { missing: undefined, notANumber: Number.NaN, sparse: Object.assign(new Array(3), { 0: 1 }) },
      { date, list: [{ date }] },
      { fractions },
      [[]],
    ];
    for (const value of values) {
      const got = decode(encode(reactive(value), 'k'));
      expect(got).toEqual(structuredClone(value));
    }
  });
});

describe('long lists', () => {
  test('of objects without a prototype are stored, and no code of theirs runs', () => {
    const bare = Array.from({ length: 300 }, (_, n) => Object.assign(Object.create(null), { n }));
    expect(encode(bare, 'k').text).toBe(JSON.stringify(bare));
    const convert = vi.fn(() => 0.5);
    expect(messageOf(Array.from({ length: 300 }, () => ({ valueOf: convert })))).toContain(
      'function',
    );
    expect(convert).not.toHaveBeenCalled();
  });

  test('with few members and a high index cost no more than these', () => {
    const sparse: unknown[] = [0.5];
    sparse[2 ** 32 - 2] = 'last';
    const got = decode(encode(sparse, 'k')) as unknown[];
    expect([Object.keys(got), got.at(-1)]).toEqual([['0', '4294967294'], 'last']);
  });

  test('a buffer is copied once', () => {
    const clone = vi.spyOn(globalThis, 'structuredClone');
    encode({ bytes: new Uint8Array(1000) }, 'k');
    expect(clone).toHaveBeenCalledTimes(1);
    clone.mockRestore();
  });

  test('members that structured clone does not read are not looked at', () => {
    const date = Object.assign(new Date(5), { save: () => 1 });
    expect(decode(encode(date, 'k'))).toEqual(new Date(5));
  });
});

describe('long lists of numbers', () => {
  const whole = Array.from({ length: 1000 }, (_, n) => n);
  const fractions = whole.map((n) => n + 0.1);

  test('whole ones are kept as text, and fractions by structured clone', () => {
    expect(encode(whole, 'k').text).toBe(JSON.stringify(whole));
    expect(encode({ fractions }, 'k')).toEqual({ value: { fractions }, bytes: expect.any(Number) });
  });

  test('named members and holes among them survive', () => {
    for (const list of [whole, fractions]) {
      const named = Object.assign([...list], { unit: 'cm' });
      expect(Object.entries(decode(encode(named, 'k')) as object)).toEqual(Object.entries(named));
      const sparse = [...list];
      delete sparse[7];
      expect(7 in (decode(encode(sparse, 'k')) as object)).toBe(false);
      const both = Object.assign([...sparse], { unit: 'cm' });
      expect(Object.keys(decode(encode(both, 'k')) as object)).toEqual(Object.keys(both));
    }
  });
});

describe('the estimate of bytes', () => {
  test.each([
    ['text', 8],
    [1, 8],
    [null, 8],
    [{ a: 1 }, 2 * '{"a":1}'.length],
    [new Uint8Array(1000), 1000],
    [new Map([['key', 1.5]]), 6 + 8],
    [10n ** 1000n, 2002],
    [{ big: 10n ** 1000n }, 2002],
    [{ at: new Date(), flags: Array(1000).fill(true) }, 8000],
    [Array(1000).fill(null).concat(undefined), 8000],
    [{ ['k'.repeat(1000)]: undefined }, 2000],
    [new RegExp('x'.repeat(1000)), 2000],
    [Object('x'.repeat(1000)), 2000],
  ])('of %o', (value, bytes) => {
    const estimate = bytesOf(encode(value, 'k'));
    expect(estimate).toBeGreaterThanOrEqual(bytes);
    expect(estimate).toBeLessThan(bytes + 100);
  });
});

describe('what cannot be stored', () => {
  class Course {
    teacher = { greet: () => 'hello' };
  }

  test.each<[value: unknown, reason: string]>([
    [() => 1, 'it is a function'],
    [Symbol('s'), 'it is a symbol'],
    [{ user: { save() {} } }, '`user.save` is a function'],
    [{ list: [1, { tag: Symbol('s') }] }, '`list[1].tag` is a symbol'],
    [new Map([['a', { b: () => 1 }]]), '`get("a").b` is a function'],
    [{ course: new Course() }, '`course.teacher.greet` is a function'],
    [{ wait: Promise.resolve() }, '`wait` is a Promise: await it first'],
    [{ weak: new WeakMap() }, '`weak` is a WeakMap'],
    [new Response('text'), 'it is a Response: store its body'],
    [{ inner: new Response('text') }, '`inner` is a Response: store its body'],
    [{ url: new URL('https://example.org') }, '`url` is a URL'],
    [{ headers: [new Headers()] }, '`headers[0]` is a Headers'],
    [{ form: new FormData() }, '`form` is a FormData'],
    [{ signal: AbortSignal.abort() }, '`signal` is an AbortSignal'],
    [new Map([[new URL('https://example.org'), 1]]), '` (a key)` is a URL'],
  ])('%o is refused by its part', (value, reason) => {
    expect(messageOf(value)).toContain(`Value cannot be stored: ${reason}`);
  });

  test.each<[value: unknown, reason: string]>([
    [new Map([['a', new Proxy({ x: 1 }, {})]]), '`get("a")` is a Proxy'],
    [{ dates: [new Proxy(new Date(), {})] }, '`dates[0]` is a Proxy'],
    [new Proxy(new Map(), {}), 'it is a Proxy'],
    [Object.assign([1], { save: () => 1 }), '`save` is a function'],
    [Object.assign(new URL('https://example.org'), { note: 1 }), 'it is a URL'],
    [Object.assign(new Headers(), { note: 1 }), 'it is a Headers'],
  ])('%# is refused by its part', (value, reason) => {
    expect(messageOf(value)).toContain(`Value cannot be stored: ${reason}`);
  });

  test('an error of its own code is given as it is', () => {
    const value = {
      a: {
        get b() {
          throw new Error('boom');
        },
      },
    };
    expect(messageOf(value)).toBe('Value cannot be stored: boom');
  });

  test('nor can what is nested too deep for a browser to read back', () => {
    const nested = (levels: number) => {
      let value: unknown = 1;
      for (let n = 0; n < levels; n++) value = n % 2 ? [value] : { value };
      return value;
    };
    expect(messageOf(nested(1000))).toBe('stored');
    for (const levels of [1001, 5000, 20_000])
      expect(messageOf(nested(levels))).toContain('it is nested more than 1000 levels deep');
  });

  test('nor can what keeps its data elsewhere, as a polyfill may', () => {
    class Instant {
      get [Symbol.toStringTag]() {
        return 'Temporal.Instant';
      }
    }
    expect(messageOf({ at: new Instant() })).toContain('`at` is a Temporal.Instant');
  });

  test('an instance of a class of data is stored as its members', () => {
    class Point {
      x = 1;
      get [Symbol.toStringTag]() {
        return 'Point';
      }
    }
    expect(decode(encode({ point: new Point() }, 'k'))).toEqual({ point: { x: 1 } });
  });
});

describe('where there is no structured clone', () => {
  const open = () => createCache({ name: 'none', store: memoryStore() });

  test('plain data works, and the rest is unavailable', async () => {
    vi.stubGlobal('structuredClone', undefined);
    const cache = open();
    const fractions = Array.from({ length: 300 }, (_, n) => n + 0.5);
    const plain = { title: 'Course 1', note: undefined, list: [1, Number.NaN], fractions };
    await cache.set('plain', plain);
    expect(await cache.get('plain')).toEqual(plain);
    expect(await cache.getOrSet('json', () => ({ a: 1 }))).toEqual({ a: 1 });
    await expect(cache.set('date', new Date(5))).rejects.toMatchObject({ code: 'unavailable' });
    await expect(cache.add('date', new Map())).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('the result of the loader is still returned', async () => {
    vi.stubGlobal('structuredClone', undefined);
    const cache = open();
    const errors: CacheError[] = [];
    cache.addEventListener('error', ({ error }) => errors.push(error));
    expect(await cache.getOrSet('date', () => new Date(5))).toEqual(new Date(5));
    expect(await cache.getOrSet('again', new Date(6))).toEqual(new Date(6));
    expect(errors.map(({ code }) => code)).toEqual(['unavailable', 'unavailable']);
    expect(await cache.has('date')).toBe(false);
  });
});

test('holes cost nothing: an array of the greatest length is copied at once', () => {
  const array = Object.assign([0.5], { length: 2 ** 32 - 1 });
  const copy = decode(encode(array, 'k'));
  expect(copy).toHaveLength(2 ** 32 - 1);
  expect(Object.entries(copy as object)).toEqual([['0', 0.5]]);
});
