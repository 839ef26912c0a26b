/** Where a view's keys lie in the store. */
import { invalidArgument, quote } from './errors.js';
import {
  checkKey,
  checkVersion,
  joinKey,
  type KeyRange,
  namespaceRanges,
  unescapePrefix,
  viewRange,
} from './key.js';
import type { KeyFunction } from './types.js';

/** A key as the caller wrote it, and as it is stored. */
export interface Place {
  readonly key: string;
  readonly stored: string;
  /** The built-in key, where a `keyFunction` made the stored one. */
  readonly address: string | undefined;
}

/** The prefix of a view, and the function that makes its keys. */
export class KeySpace {
  /** Escaped. */
  readonly prefix: string;
  readonly keyFunction: KeyFunction | undefined;

  constructor(prefix: string, keyFunction: KeyFunction | undefined) {
    this.prefix = prefix;
    this.keyFunction = keyFunction;
  }

  /** Throws a `TypeError` on a bad key, or a bad result of the key function. */
  place(key: unknown, version: number): Place {
    checkKey(key);
    const address = joinKey(this.prefix, version, key);
    if (!this.keyFunction) return { key, stored: address, address: undefined };
    const stored = this.keyFunction(key, unescapePrefix(this.prefix), version);
    if (typeof stored !== 'string' || stored === '')
      throw invalidArgument(
        `keyFunction: expected it to return a non-empty string, got ${quote(stored)}`,
      );
    return { key, stored, address };
  }

  /** Everything in this namespace and those nested in it; `undefined` for the whole cache. */
  get ranges(): KeyRange[] | undefined {
    return this.prefix === '' ? undefined : namespaceRanges(this.prefix);
  }

  /** What a view with this version holds. */
  range(version: number): KeyRange {
    checkVersion(version);
    return viewRange(this.prefix, version);
  }
}
