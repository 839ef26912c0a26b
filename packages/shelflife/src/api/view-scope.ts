/** The prefix and version of a view, which complete the keys and options of its calls. */
import type { CacheCore } from '../core/cache-core.js';
import type { LoadCall } from '../core/get-or-set.js';
import type { Target } from '../core/loader.js';
import {
  escapePrefix,
  type KeyRange,
  namespaceRanges,
  type Place,
  placeOf,
  viewRange,
} from '../model/key.js';
import { type Storing, storingIn, versionIn } from './call-options.js';
import { loadCallIn } from './load-options.js';
import type { Timeout, VersionOptions } from './option-types.js';
import type { UntypedCache } from './types.js';

/** Returns the view of an escaped prefix and a version. */
export type ViewOf = (prefix: string, version: number) => UntypedCache;

export class ViewScope {
  readonly core: CacheCore;
  /** Escaped. */
  readonly prefix: string;
  readonly version: number;

  constructor(core: CacheCore, prefix: string, version: number) {
    this.core = core;
    this.prefix = prefix;
    this.version = version;
  }

  placeOf(key: string, version: number): Place {
    return placeOf(key, this.prefix, version, this.core.configuration.keyFunction);
  }

  places(keys: readonly string[], options: VersionOptions | undefined): Place[] {
    const version = versionIn(options, this.version);
    return keys.map((key) => this.placeOf(key, version));
  }

  storing(timeout: Timeout, members?: readonly string[]): Storing {
    return storingIn(timeout, this.core.configuration, this.version, members);
  }

  loadCall(timeout: Timeout): LoadCall & Storing {
    return loadCallIn(timeout, this.core.configuration, this.version);
  }

  targetOf(key: string, version: number): Target {
    return { key, version, place: this.placeOf(key, version) };
  }

  target(key: string, timeout: Timeout, members?: readonly string[]): Target & Storing {
    const storing = this.storing(timeout, members);
    return { key, place: this.placeOf(key, storing.version), ...storing };
  }

  /** The ranges of keys that `clear()` covers, or `clear({ prefix: start })`; `undefined` for everything. */
  ranges(start = ''): KeyRange[] | undefined {
    if (start) return [this.range(start)];
    const isWhole = this.prefix === escapePrefix(this.core.configuration.keyPrefix);
    return isWhole ? undefined : namespaceRanges(this.prefix);
  }

  range(start: string): KeyRange {
    return viewRange(this.prefix, this.version, start);
  }
}
