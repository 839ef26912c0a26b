/** Arguments that many methods take: options objects, timeouts, collections of keys and entries. */
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { checkVersion } from '../model/key.js';
import { toSeconds } from '../model/timeout.js';
import type { EntryOptions, Timeout, VersionOptions } from './types.js';

/** The version of a call. */
export function versionIn(options: VersionOptions = {}, fallback: number): number {
  checkMembers(options, 'options', ['version']);
  const { version = fallback } = options;
  checkVersion(version);
  return version;
}

/** The timeout in seconds and the version of a storing call. */
export function timeoutIn(
  timeout: Timeout,
  defaultSeconds: number,
  defaultVersion: number,
): { seconds: number; version: number } {
  const options: EntryOptions = isObject(timeout) ? timeout : { timeout };
  checkMembers(options, 'options', ['timeout', 'version']);
  const { version = defaultVersion } = options;
  checkVersion(version);
  return { seconds: toSeconds(options.timeout, defaultSeconds), version };
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
