/**
 * Keys: `${prefix}:${version}:${key}`, so built that no two (prefix, version, key) share one.
 *
 * In the prefix `\`, `:` and `/` are escaped, so its first bare `:` ends it and a bare `/` joins
 * nested namespaces; a version is an integer, so the next `:` ends that; the key is the rest.
 */
import { invalidArgument, quote } from './errors.js';

/** What a stored key stands for. */
export interface KeyParts {
  readonly key: string;
  readonly version: number;
  /** As given to `createCache` or `namespace`; nested ones joined by `/`. */
  readonly keyPrefix: string;
}

/** A range of strings: `from` is in it, `to` is not. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

export function checkKey(key: unknown): asserts key is string {
  if (typeof key !== 'string' || key === '')
    throw invalidArgument(`key: expected a non-empty string, got ${quote(key)}`);
}

export function checkVersion(version: unknown, name = 'version'): asserts version is number {
  if (!Number.isSafeInteger(version))
    throw invalidArgument(`${name}: expected a safe integer, got ${quote(version)}`);
}

/** One namespace's name as it stands in a stored key. */
export function escapePrefix(name: string): string {
  return name.replace(/[\\:/]/g, '\\$&');
}

/** The namespace `inner` within `outer`, both escaped; `''` is the whole cache. */
export function nestPrefix(outer: string, inner: string): string {
  return outer === '' ? inner : `${outer}/${inner}`;
}

/** The prefix as the caller wrote it. */
export function unescapePrefix(prefix: string): string {
  return prefix.replace(/\\([\\:/])/g, '$1');
}

/** The built-in key function, over an escaped prefix. */
export function joinKey(prefix: string, version: number, key: string): string {
  return `${prefix}:${version}:${key}`;
}

/** The way back from a stored key; `undefined` for a string that no cache has built. */
export function splitKey(stored: string): KeyParts | undefined {
  const match = /^((?:[^\\:]|\\[\\:/])*):(-?\d+):/.exec(stored);
  if (!match) return undefined;
  const [head, prefix, version] = match as unknown as [string, string, string];
  return {
    key: stored.slice(head.length),
    version: Number(version),
    keyPrefix: unescapePrefix(prefix),
  };
}

/** All that starts with `head`: strings compare by code unit, so the next unit bounds them. */
function startingWith(head: string): KeyRange {
  const last = head.length - 1;
  const next = String.fromCharCode(head.charCodeAt(last) + 1);
  return { from: head, to: head.slice(0, last) + next };
}

/** A namespace with those nested in it, all versions. */
export function namespaceRanges(prefix: string): KeyRange[] {
  return [startingWith(`${prefix}/`), startingWith(`${prefix}:`)];
}

/** One prefix and version. */
export function viewRange(prefix: string, version: number): KeyRange {
  return startingWith(joinKey(prefix, version, ''));
}

export function inRange(key: string, range: KeyRange): boolean {
  return key >= range.from && key < range.to;
}
