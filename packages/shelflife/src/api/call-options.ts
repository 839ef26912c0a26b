/** Arguments that many methods take: options objects, timeouts, collections of keys and entries. */
import type { Configuration } from '../core/configuration.js';
import { expiryOf, type Lifetime } from '../core/lifetime.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { checkVersion, isText } from '../model/key.js';
import { type StaleBounds, toSeconds } from '../model/timeout.js';
import type {
  PrefixOptions,
  StaleOptions,
  StoringOptions,
  Timeout,
  VersionOptions,
} from './option-types.js';

/** The version of a call. */
export function versionIn(
  options: VersionOptions | undefined,
  fallback: number,
  members: readonly string[] = ['version'],
): number {
  if (options === undefined) return fallback;
  checkMembers(options, 'options', members);
  const { version = fallback } = options;
  checkVersion(version);
  return version;
}

/** An option that is on or off; off by default. */
export function flagIn<K extends string>(
  options: { readonly [P in K]?: unknown },
  name: K,
): boolean {
  const { [name]: flag = false } = options;
  expect(name, typeof flag === 'boolean', 'a boolean', flag);
  return flag as boolean;
}

/** The signal of a call, if it has one. */
export function signalIn({ signal }: { readonly signal?: AbortSignal | undefined }) {
  const isSignal = signal === undefined || typeof signal?.addEventListener === 'function';
  expect('signal', isSignal, 'an AbortSignal', signal);
  return signal;
}

/** What keys have to begin with: `''` for all. */
export function startIn({ prefix = '' }: PrefixOptions): string {
  expect('prefix', typeof prefix === 'string', 'a string', prefix);
  return prefix;
}

/** What can be counted. */
export type Num = number | bigint;

export function checkNumber(value: unknown, name: string): asserts value is Num {
  const isNumber = typeof value === 'bigint' || Number.isFinite(value);
  expect(name, isNumber, 'a finite number or a bigint', value);
}

/** What a missing key is counted from. */
export function initialIn(
  initial: unknown,
  delta: Num | undefined,
  timeout: unknown,
): { readonly value: Num } | undefined {
  if (initial === undefined) {
    expect('timeout', timeout === undefined, 'an initial beside it', timeout);
    return undefined;
  }
  checkNumber(initial, 'initial');
  const isAlike = delta === undefined || typeof delta === typeof initial;
  expect('initial', isAlike, `a ${typeof delta}, as delta is`, initial);
  return { value: initial };
}

/** The members of a `touch`'s options. */
export const EXPIRY: readonly string[] = ['timeout', 'expires', 'version'];
export const STALE: readonly string[] = ['staleWhileRevalidate', 'staleIfError'];
export const STORING: readonly string[] = [...EXPIRY, ...STALE, 'tags'];

/** How long what a call stores is live, and kept afterwards. */
export interface Storing extends Lifetime {
  readonly version: number;
  /** Ms since the epoch; `-Infinity` if nothing is to be stored. */
  readonly expires: number;
}

/** What the last argument of a storing call says, completed from the cache's options. */
export function storingIn(
  timeout: Timeout,
  { timeout: fallback, loading, now }: Configuration,
  defaultVersion: number,
  members: readonly string[] = STORING,
): Storing {
  const options: StoringOptions = isObject(timeout) ? timeout : { timeout };
  const version = versionIn(options, defaultVersion, members);
  const { staleWhileRevalidate, staleIfError } = staleIn(options, loading);
  const { seconds, moment } = lifetimeIn(options, fallback);
  const tags = tagsIn(options.tags);
  const expires = expiryOf({ seconds, moment }, now());
  // No spread: it takes microseconds.
  return { seconds, moment, staleWhileRevalidate, staleIfError, tags, version, expires };
}

/** What the operations of a storing call have in common. */
export function lifetimeOf({ expires, staleWhileRevalidate, staleIfError, tags }: Storing) {
  const bounds = {
    ...(staleWhileRevalidate > 0 && { staleWhileRevalidate }),
    ...(staleIfError > 0 && { staleIfError }),
    ...(tags && { tags }),
  };
  return { expires, ...bounds };
}

/** What a loader says about storing its result, as far as it says anything. */
export function resultIn(options: unknown): Partial<Lifetime> | false {
  if (options === false) return false;
  checkMembers(options, 'context.store()', ['timeout', 'expires', ...STALE]);
  const given = options as StoringOptions;
  const stale = staleIn(given, {});
  const hasExpiry = given.timeout !== undefined || given.expires !== undefined;
  return hasExpiry ? { ...lifetimeIn(given, 0), ...stale } : stale;
}

function lifetimeIn({ timeout, expires }: StoringOptions, fallback: number) {
  if (expires === undefined) return { seconds: toSeconds(timeout, fallback), moment: undefined };
  expect('expires', timeout === undefined, 'no timeout beside it', timeout);
  const moment = expires instanceof Date ? expires.getTime() : expires;
  const isMoment = typeof moment === 'number' && !Number.isNaN(moment);
  expect('expires', isMoment, 'a Date, or ms since the epoch', expires);
  return { seconds: Infinity, moment };
}

/** The stale bounds in ms. `path` precedes their names in messages. */
export function staleIn<T extends StaleBounds>(options: StaleOptions, defaults: T, path = ''): T {
  let bounds: Record<string, number> | undefined;
  for (const name of STALE) {
    const seconds = options[name as keyof StaleOptions];
    if (seconds === undefined) continue;
    expect(
      path + name,
      typeof seconds === 'number' && seconds >= 0,
      'seconds, 0 or above',
      seconds,
    );
    bounds = { ...bounds, [name]: Math.round(seconds * 1000) };
  }
  return bounds ? { ...defaults, ...bounds } : defaults;
}

/** How many tags an entry may have. */
const MOST_TAGS = 32;

/** The tags of an iterable, each once; `undefined` if there are none. */
export function tagsIn(tags: unknown): readonly string[] | undefined {
  if (tags === undefined) return undefined;
  const isList = iteratorOf(tags) && typeof tags !== 'string';
  expect('tags', isList, 'an iterable of non-empty strings', tags);
  const all = [...new Set(tags as Iterable<unknown>)];
  for (const tag of all) expect('tags', isText(tag), 'non-empty strings', tag);
  expect('tags', all.length <= MOST_TAGS, `at most ${MOST_TAGS}`, all.length);
  return all.length > 0 ? (all as string[]) : undefined;
}

/** The keys of an iterable, each once. An object of entries instead of keys is an easy mistake. */
export function keysIn(keys: unknown, what = 'keys'): string[] {
  const isKeys = iteratorOf(keys) && typeof keys !== 'string';
  expect(what, isKeys, 'an iterable of keys, as Object.keys(…)', keys);
  return [...new Set(keys as Iterable<string>)];
}

/** The entries of an object, a `Map` or an iterable of pairs, of which the last one of a key counts. */
export function entriesIn(entries: unknown): Map<string, unknown> {
  const pairs = 'an object, a Map or [key, value] pairs';
  expect('entries', isObject(entries) && iteratorOf(entries) !== false, pairs, entries);
  const list = iteratorOf(entries)
    ? [...(entries as Iterable<unknown>)]
    : Object.entries(entries as object);
  for (const pair of list) expect('entries', Array.isArray(pair), pairs, pair);
  return new Map(list as [string, unknown][]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The iterator method of a value: `undefined` if it has none, `false` if it is no function. */
function iteratorOf(value: unknown): unknown {
  const iterator = (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator];
  return iterator === undefined || typeof iterator === 'function' ? iterator : false;
}
