/** `memoize`: a function whose results are cached under keys that are made from its arguments. */
import { expect, invalidArgument, quote } from '../model/errors.js';
import { checkText } from '../model/key.js';
import type { LoadOptions, Memoized, MemoizeOptions } from './loader-types.js';
import type { Seconds } from './option-types.js';
import type { UntypedCache } from './types.js';

export function memoize<A extends readonly unknown[], V>(
  cache: Pick<UntypedCache, 'getOrSet' | 'delete'>,
  name: string,
  fn: (...args: A) => V | PromiseLike<V>,
  options: Seconds | MemoizeOptions<A> = {},
): Memoized<A, V> {
  checkText(name, 'name');
  expect('fn', typeof fn === 'function', 'a function', fn);
  const given: MemoizeOptions<A> =
    typeof options === 'object' && options ? options : { timeout: options as Seconds };
  const { key: toKey, ...rest } = given;
  const key = (...args: A) => keyOfCall(name, args, toKey);
  const { version } = rest;
  const load = async (args: A, how = {}) =>
    cache.getOrSet(key(...args), () => fn(...args), { ...rest, ...how } as LoadOptions);
  return Object.assign((...args: A) => load(args), {
    key,
    delete: async (...args: A) => cache.delete(key(...args), { version }),
    fresh: (...args: A) => load(args, { fresh: true }),
  });
}

/** The key of a call: `course(7)`. Equal arguments give equal keys. */
export function keyOfCall(
  name: string,
  args: readonly unknown[],
  toKey?: (...args: never[]) => unknown,
): string {
  if (!toKey) return `${name}(${textOf(trimmed(args)).slice(1, -1)})`;
  const key = toKey(...(args as never[]));
  if (typeof key !== 'string')
    throw invalidArgument(`options.key(): expected a string, got ${quote(key)}`);
  return `${name}(${key})`;
}

/** Without the `undefined` at the end, which a call may leave out. */
function trimmed(args: readonly unknown[]): readonly unknown[] {
  let { length } = args;
  while (length > 0 && args[length - 1] === undefined) length--;
  return args.slice(0, length);
}

/**
 * JSON with the members of objects in sorted order, and besides `undefined`, bigints as `7n` and dates as
 * `Date(ms)`.
 */
function textOf(value: unknown, depth = 0): string {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null)
    return JSON.stringify(value);
  if (value === undefined || Number.isFinite(value)) return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (depth > MAX_DEPTH || typeof value !== 'object') throw noKey(value);
  if (Array.isArray(value))
    return `[${Array.from(value, (item) => textOf(item, depth + 1)).join(',')}]`;
  if (value instanceof Date && Number.isFinite(value.getTime())) return `Date(${value.getTime()})`;
  if (!isPlain(value)) throw noKey(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const texts = members.map(
    ([name, member]) => `${JSON.stringify(name)}:${textOf(member, depth + 1)}`,
  );
  return `{${texts.join(',')}}`;
}

const MAX_DEPTH = 100;

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function noKey(value: unknown): TypeError {
  return invalidArgument(
    `memoize: expected arguments of JSON values, undefined, bigints and dates, got ${quote(value)}; options.key: (...args) => string makes a key of others`,
  );
}
