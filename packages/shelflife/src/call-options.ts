/** The arguments that calls share: options objects, timeouts, collections of keys and entries. */
import { invalidArgument, quote } from './errors.js';
import { checkKey, checkVersion } from './key.js';
import { toSeconds } from './timeout.js';
import type { EntryOptions, Timeout, VersionOptions } from './types.js';

/** Throws on anything but a plain options object with no other than these members. */
export function checkMembers(options: unknown, what: string, members: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw invalidArgument(`${what}: expected an object, got ${quote(options)}`);
  for (const name of Object.keys(options))
    if (!members.includes(name))
      throw invalidArgument(`${what}: unknown option ${quote(name)}; known: ${members.join(', ')}`);
}

/** The version that a call means. */
export function versionIn(options: VersionOptions | undefined, fallback: number): number {
  if (options === undefined) return fallback;
  checkMembers(options, 'options', ['version']);
  const { version = fallback } = options;
  checkVersion(version);
  return version;
}

/** The seconds and the version that a storing call means. */
export function timeoutIn(
  timeout: Timeout,
  defaults: { readonly seconds: number; readonly version: number },
): { seconds: number; version: number } {
  if (typeof timeout !== 'object' || timeout === null)
    return { seconds: toSeconds(timeout, defaults.seconds), version: defaults.version };
  checkMembers(timeout, 'options', ['timeout', 'version']);
  const { version = defaults.version } = timeout as EntryOptions;
  checkVersion(version);
  return { seconds: toSeconds((timeout as EntryOptions).timeout, defaults.seconds), version };
}

/** The keys of any iterable; an object of entries is a mistake that is easily made. */
export function keysIn(keys: unknown): string[] {
  if (typeof keys === 'string' || !isIterable(keys))
    throw invalidArgument(
      `keys: expected an iterable of keys, got ${quote(keys)}${isObject(keys) ? ' (use Object.keys(…) for the keys of an object)' : ''}`,
    );
  const list = [...keys];
  for (const key of list) checkKey(key);
  return list as string[];
}

/** The pairs of an object, a `Map` or an iterable of pairs. */
export function pairsIn(entries: unknown): [string, unknown][] {
  if (typeof entries === 'string' || !isObject(entries))
    throw invalidArgument(
      `entries: expected an object, a Map or an iterable of [key, value] pairs, got ${quote(entries)}`,
    );
  const pairs: unknown[] = isIterable(entries) ? [...entries] : Object.entries(entries);
  for (const pair of pairs) {
    if (!Array.isArray(pair))
      throw invalidArgument(`entries: expected [key, value] pairs, got ${quote(pair)} among them`);
    checkKey(pair[0]);
  }
  return pairs as [string, unknown][];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] ===
    'function'
  );
}
