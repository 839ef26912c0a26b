/**
 * Keys: `${prefix}:${version}:${key}`. No two different triples share one.
 *
 * In the prefix `\`, `:` and `/` are escaped, so its first bare `:` ends it and a bare `/` joins
 * nested namespaces. A version is an integer, so the next `:` ends it. The key is the rest.
 */
import { expect } from './errors.js';

/** Builds the stored key, Django's `KEY_FUNCTION`; `keyPrefix` holds nested namespaces joined by `/`. */
export type KeyFunction = (key: string, keyPrefix: string, version: number) => string;

/** The parts of a stored key. */
export interface KeyParts {
  readonly key: string;
  readonly version: number;
  /** As given to `createCache` or `namespace`; nested ones joined by `/`. */
  readonly keyPrefix: string;
}

/** The keys of an entry. */
export interface Place {
  /** As stored. */
  readonly key: string;
  /** The built-in key, where a `keyFunction` made the stored one. */
  readonly address?: string;
}

/** A range of strings: `from` is in it, `to` is not. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

export function checkText(text: unknown, name = 'key'): asserts text is string {
  expect(name, isText(text), 'a non-empty string', text);
}

export function checkVersion(version: unknown, name = 'version'): asserts version is number {
  expect(name, Number.isSafeInteger(version), 'a safe integer', version);
}

export function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** The name of one namespace as a part of a stored key. */
export function escapePrefix(name: string): string {
  return name.replace(/[\\:/]/g, '\\$&');
}

/** The prefix as the caller gave it. */
export function unescapePrefix(prefix: string): string {
  return prefix.replace(/\\(.)/g, '$1');
}

/** The built-in key function, over an escaped prefix. */
export function joinKey(prefix: string, version: number, key: string): string {
  return `${prefix}:${version}:${key}`;
}

/** The place of a key. Throws a `TypeError` on a bad key, or a bad result of the key function. */
export function placeOf(
  key: unknown,
  prefix: string,
  version: number,
  keyFunction: KeyFunction | undefined,
): Place {
  checkText(key);
  const address = joinKey(prefix, version, key);
  if (!keyFunction) return { key: address };
  const stored = keyFunction(key, unescapePrefix(prefix), version);
  checkText(stored, 'keyFunction()');
  return { key: stored, address };
}

/** The parts of a stored key; `undefined` for a string that no cache has built. */
export function splitKey(stored: string): KeyParts | undefined {
  const match = /^((?:[^\\:]|\\[\\:/])*):(-?\d+):/.exec(stored);
  return match
    ? {
        key: stored.slice(match[0].length),
        version: Number(match[2]),
        keyPrefix: unescapePrefix(match[1]!),
      }
    : undefined;
}

/** A namespace with those nested in it, all versions. */
export function namespaceRanges(prefix: string): KeyRange[] {
  return [rangeOf(`${prefix}/`), rangeOf(`${prefix}:`)];
}

/** One prefix and version, or those of its keys that begin with `start`. */
export function viewRange(prefix: string, version: number, start = ''): KeyRange {
  return rangeOf(joinKey(prefix, version, start));
}

/** All strings that begin with `head`. They end before the one whose last code unit is the next. */
function rangeOf(head: string): KeyRange {
  // Nothing follows the last code unit of all. A head has others, as the parts of a key are joined by them.
  const stem = head.replace(/\uffff+$/, '');
  const next = String.fromCharCode(stem.charCodeAt(stem.length - 1) + 1);
  return { from: head, to: stem.slice(0, -1) + next };
}

export function inRange(key: string, range: KeyRange): boolean {
  return key >= range.from && key < range.to;
}
