/** Arguments that many methods take: options objects, timeouts, collections of keys and entries. */
import type { Configuration } from '../core/configuration.js';
import { expiryOf, type Lifetime } from '../core/lifetime.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { checkVersion } from '../model/key.js';
import { type StaleBounds, toSeconds } from '../model/timeout.js';
import type { StaleOptions, StoringOptions, Timeout, VersionOptions } from './option-types.js';

/** The version of a call. */
export function versionIn(
  options: VersionOptions = {},
  fallback: number,
  members: readonly string[] = ['version'],
): number {
  checkMembers(options, 'options', members);
  const { version = fallback } = options;
  checkVersion(version);
  return version;
}

const EXPIRY = ['timeout', 'expires', 'version'];
export const STALE: readonly string[] = ['staleWhileRevalidate', 'staleIfError'];

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
  members: readonly string[] = STALE,
): Storing {
  const options: StoringOptions = isObject(timeout) ? timeout : { timeout };
  const version = versionIn(options, defaultVersion, [...EXPIRY, ...members]);
  const lifetime = { ...lifetimeIn(options, fallback), ...boundsOf(staleIn(options, loading)) };
  return { ...lifetime, version, expires: expiryOf(lifetime, now()) };
}

/** What the operations of a storing call have in common. */
export function lifetimeOf({ expires, staleWhileRevalidate, staleIfError }: Storing) {
  const bounds = {
    ...(staleWhileRevalidate > 0 && { staleWhileRevalidate }),
    ...(staleIfError > 0 && { staleIfError }),
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

function boundsOf({ staleWhileRevalidate, staleIfError }: Required<StaleBounds>) {
  return { staleWhileRevalidate, staleIfError };
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
  const bounds: Record<string, number> = {};
  for (const name of STALE) {
    const seconds = options[name as keyof StaleOptions];
    if (seconds === undefined) continue;
    expect(
      path + name,
      typeof seconds === 'number' && seconds >= 0,
      'seconds, 0 or above',
      seconds,
    );
    bounds[name] = Math.round(seconds * 1000);
  }
  return { ...defaults, ...bounds };
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
