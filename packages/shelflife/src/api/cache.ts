/** The cache: Django's methods as operations. It does not know where entries live. */

import type { Stats } from '../core/activity.js';
import type { CacheCore } from '../core/cache-core.js';
import { encodeEntry } from '../core/encode-entry.js';
import { getOrAdd, getOrLoad, type LoadCall } from '../core/get-or-set.js';
import { getOrLoadMany, type ManyContext } from '../core/load-many.js';
import type { LoaderContext, Target } from '../core/loader.js';
import { preload } from '../core/preload.js';
import type { Subscription } from '../core/subscriptions.js';
import { checkMembers } from '../model/arguments.js';
import type { EntriesSize } from '../model/codec/body.js';
import { decode } from '../model/codec/encode.js';
import { type CacheError, expect, type Failure } from '../model/errors.js';
import {
  checkText,
  checkVersion,
  escapePrefix,
  type KeyParts,
  type KeyRange,
  namespaceRanges,
  type Place,
  placeOf,
  viewRange,
} from '../model/key.js';
import type { DeleteOperation, Operation, Outcome, SetOperation } from '../model/operation.js';
import type { CacheEntry, EntriesOptions, ScanOptions, StoredEntry } from './cache-base.js';
import {
  checkNumber,
  EXPIRY,
  entriesIn,
  flagIn,
  initialIn,
  keysIn,
  lifetimeOf,
  type Num,
  type Storing,
  startIn,
  storingIn,
  tagsIn,
  versionIn,
} from './call-options.js';
import { loadCallIn, withPublicStore } from './load-options.js';
import { memoize } from './memoize.js';
import type {
  CountOptions,
  PrefixOptions,
  ReadOptions,
  Timeout,
  TouchTimeout,
  VersionOptions,
} from './option-types.js';
import { subscriptionIn } from './subscribe.js';
import type { SubscribeOptions, SubscriptionTarget } from './subscription-types.js';
import type { UntypedCache } from './types.js';
import { walk } from './walk.js';

/** Returns the view of an escaped prefix and a version. */
export type ViewOf = (prefix: string, version: number) => UntypedCache;

type Methods = Record<Exclude<keyof UntypedCache, 'backend' | typeof Symbol.asyncDispose>, unknown>;

/** A view on a cache: a prefix and a version. `UntypedCache` has the types of the methods. */
export class CacheView implements Methods {
  readonly #core: CacheCore;
  /** Escaped. */
  readonly #prefix: string;
  readonly #version: number;
  readonly #viewOf: ViewOf;

  constructor(core: CacheCore, prefix: string, version: number, viewOf: ViewOf) {
    this.#core = core;
    this.#prefix = prefix;
    this.#version = version;
    this.#viewOf = viewOf;
  }

  async get(key: string, defaultValue?: unknown, options?: ReadOptions): Promise<unknown> {
    const [outcome] = await this.#find(key, options);
    return isFound(outcome!) ? decode(outcome!) : defaultValue;
  }

  async getEntry(key: string, options?: ReadOptions): Promise<StoredEntry | undefined> {
    const [outcome] = await this.#find(key, options);
    if (!isFound(outcome!)) return undefined;
    const { expires, written = 0 } = outcome!;
    // Stores tell entries of the same ms apart by fractions.
    return { value: decode(outcome!), expires: finite(expires), written: Math.floor(written) };
  }

  async set(key: string, value: unknown, timeout?: Timeout): Promise<void> {
    for (const [, error] of await this.#set([[key, value]], this.#storing(timeout))) throw error;
  }

  async add(key: string, value: unknown, timeout?: Timeout): Promise<boolean> {
    const { place, ...storing } = this.#target(key, timeout);
    const entry = { ...place, ...encodeEntry(this.#core, value, key), ...lifetimeOf(storing) };
    return !(await this.#submit({ type: 'add', ...entry }, key)).hit;
  }

  async getOrSet(key: string, valueOrLoader: unknown, timeout?: Timeout): Promise<unknown> {
    if (typeof valueOrLoader !== 'function') {
      const target = this.#target(key, timeout);
      return getOrAdd(this.#core, target, valueOrLoader, target);
    }
    const call = this.#loadCall(timeout);
    const target = this.#targetOf(key, call.version);
    const load = (context: LoaderContext) => valueOrLoader(withPublicStore(context));
    return (await getOrLoad(this.#core, target, { load }, call))?.value;
  }

  async getOrSetMany(
    keys: Iterable<string>,
    loadMissing: (keys: readonly string[], context: object) => unknown,
    timeout?: Timeout,
  ): Promise<object> {
    expect('loadMissing', typeof loadMissing === 'function', 'a function', loadMissing);
    const call = this.#loadCall(timeout);
    const targets = keysIn(keys).map((key) => this.#targetOf(key, call.version));
    const load = async (context: ManyContext) =>
      entriesIn(await loadMissing(context.keys, withPublicStore(context)));
    const values = await getOrLoadMany(this.#core, targets, load, call);
    const found: Record<string, unknown> = Object.create(null);
    for (const [key, value] of values) found[key] = value;
    return found;
  }

  memoize(name: string, fn: (...args: unknown[]) => unknown, timeout?: Timeout): unknown {
    return memoize(this as unknown as UntypedCache, name, fn, timeout);
  }

  async touch(key: string, timeout?: TouchTimeout): Promise<boolean> {
    const { place, expires } = this.#target(key, timeout, EXPIRY);
    return (await this.#submit({ type: 'touch', ...place, expires }, key)).hit;
  }

  async incr(key: string, delta?: Num, options?: CountOptions<Num>): Promise<unknown> {
    return this.#count(key, delta, options);
  }

  async decr(key: string, delta?: Num, options?: CountOptions<Num>): Promise<unknown> {
    return this.#count(key, delta, options, true);
  }

  async has(key: string, options?: VersionOptions): Promise<boolean> {
    const [outcome] = await this.#read('has', [key], options);
    return outcome!.hit;
  }

  async delete(key: string, options?: VersionOptions): Promise<boolean> {
    return (await this.deleteMany([key], options)) > 0;
  }

  async getMany(keys: Iterable<string>, options?: VersionOptions): Promise<object> {
    const names = keysIn(keys);
    const outcomes = await this.#readCounted(names, this.#places(names, options));
    const found: Record<string, unknown> = Object.create(null);
    outcomes.forEach((outcome, at) => {
      if (outcome.hit) found[names[at]!] = decode(outcome);
    });
    return found;
  }

  async setMany(entries: unknown, timeout?: Timeout): Promise<string[]> {
    const storing = this.#storing(timeout);
    const given = entriesIn(entries);
    const failed = await this.#set(given, storing);
    for (const [, error] of failed) this.#core.events.reportError(error);
    if (storing.expires > -Infinity) this.#reportExcess(given.size - failed.length);
    return failed.map(([key]) => key);
  }

  async deleteMany(keys: Iterable<string>, options?: VersionOptions): Promise<number> {
    const names = keysIn(keys);
    const places = this.#places(names, options);
    const deletes = places.map((place) => ({ type: 'delete' as const, ...place }));
    const outcomes = await this.#core.submit(deletes, names);
    return outcomes.filter(({ hit }) => hit).length;
  }

  async clear(options: PrefixOptions = {}): Promise<void> {
    checkMembers(options, 'options', ['prefix']);
    const start = startIn(options);
    await this.#submit({ type: 'clear', ranges: start ? [this.#range(start)] : this.#scope() });
  }

  async deleteByTag(tags: string | Iterable<string>): Promise<number> {
    const wanted = tagsIn(typeof tags === 'string' ? [tags] : tags);
    expect('tags', tags !== undefined, 'a tag or tags', tags);
    return wanted ? this.#core.deleteTagged(wanted, this.#scope()) : 0;
  }

  async incrVersion(key: string, delta = 1, options?: VersionOptions): Promise<number> {
    checkVersion(delta, 'delta');
    const version = versionIn(options, this.#version);
    const target = version + delta;
    checkVersion(target, 'version + delta');
    const { key: to, ...address } = this.#placeOf(key, target);
    const move = { key: this.#placeOf(key, version).key, to, ...address };
    await this.#submit({ type: 'move', ...move }, key);
    return target;
  }

  async decrVersion(key: string, delta = 1, options?: VersionOptions): Promise<number> {
    checkVersion(delta, 'delta');
    return this.incrVersion(key, -delta, options);
  }

  async ttl(key: string, options?: VersionOptions): Promise<number | null | undefined> {
    const [outcome] = await this.#read('has', [key], options);
    const { hit, expires = Infinity } = outcome!;
    const left = hit ? expires - this.#core.configuration.now() : 0;
    if (left <= 0) return undefined;
    return left === Infinity ? null : left / 1000;
  }

  subscribe(
    target: SubscriptionTarget | Subscription['listener'],
    listener?: unknown,
    options: SubscribeOptions = {},
  ): () => void {
    const view = {
      prefix: this.#prefix,
      version: this.#version,
      placeOf: (key: string, version: number) => this.#placeOf(key, version),
    };
    const { subscription, signal } = subscriptionIn(target, listener, options, view);
    if (signal?.aborted) return () => {};
    const end = this.#core.subscribe(subscription);
    const stop = () => {
      signal?.removeEventListener('abort', stop);
      end();
    };
    signal?.addEventListener('abort', stop);
    return stop;
  }

  size(): Promise<EntriesSize> {
    return this.#core.size();
  }

  stats(): Stats {
    return this.#core.activity.stats;
  }

  peek(key: string, defaultValue?: unknown, options?: ReadOptions): unknown {
    const version = versionIn(options, this.#version, ['version', 'stale']);
    const stale = !!options && flagIn(options, 'stale');
    const found = this.#core.peek(this.#placeOf(key, version).key, stale);
    return found ? found.value : defaultValue;
  }

  async preload(keys?: Iterable<string>, options?: VersionOptions): Promise<void> {
    const version = versionIn(options, this.#version);
    const places = keys === undefined ? undefined : this.#places(keysIn(keys), options);
    const hasMemory = this.#core.configuration.memory.maxEntries > 0;
    expect('preload', hasMemory, 'memory to be on', false);
    await preload(this.#core, places ?? viewRange(this.#prefix, version));
  }

  async *keys(options?: ScanOptions): AsyncGenerator<string, undefined> {
    for await (const [{ key }] of this.#walk('has', options)) yield key;
  }

  async *entries(options: EntriesOptions = {}): AsyncGenerator<CacheEntry, undefined> {
    const found = this.#walk('get', options, 'details');
    const isDetailed = flagIn(options, 'details');
    for await (const [parts, outcome] of found) {
      const { expires, written, tags = [] } = outcome;
      const entry = { ...parts, value: decode(outcome), expires: finite(expires) };
      yield isDetailed ? { ...entry, written: written!, tags } : entry;
    }
  }

  makeKey(key: string, version = this.#version): string {
    checkVersion(version);
    return this.#placeOf(key, version).key;
  }

  withVersion(version: number): UntypedCache {
    checkVersion(version);
    return this.#viewOf(this.#prefix, version);
  }

  namespace(prefix: string): UntypedCache {
    checkText(prefix, 'prefix');
    const nested = (this.#prefix && `${this.#prefix}/`) + escapePrefix(prefix);
    return this.#viewOf(nested, this.#version);
  }

  flush(): Promise<void> {
    return this.#core.flush();
  }

  close(): Promise<void> {
    return this.#core.close();
  }

  /** Without that symbol this declares `close` again. */
  [Symbol.asyncDispose ?? 'close'](): Promise<void> {
    return this.#core.close();
  }

  destroy(): Promise<void> {
    return this.#core.destroy();
  }

  addEventListener(...given: Parameters<EventTarget['addEventListener']>): void {
    this.#core.events.addEventListener(...given);
  }

  removeEventListener(...given: Parameters<EventTarget['removeEventListener']>): void {
    this.#core.events.removeEventListener(...given);
  }

  #placeOf(key: string, version: number): Place {
    return placeOf(key, this.#prefix, version, this.#core.configuration.keyFunction);
  }

  #places(keys: readonly string[], options: VersionOptions | undefined): Place[] {
    const version = versionIn(options, this.#version);
    return keys.map((key) => this.#placeOf(key, version));
  }

  #storing(timeout: Timeout, members?: readonly string[]): Storing {
    return storingIn(timeout, this.#core.configuration, this.#version, members);
  }

  #loadCall(timeout: Timeout): LoadCall & Storing {
    return loadCallIn(timeout, this.#core.configuration, this.#version);
  }

  #targetOf(key: string, version: number): Target {
    return { key, version, place: this.#placeOf(key, version) };
  }

  #target(key: string, timeout: Timeout, members?: readonly string[]): Target & Storing {
    const storing = this.#storing(timeout, members);
    return { key, place: this.#placeOf(key, storing.version), ...storing };
  }

  #read(
    type: 'get' | 'has',
    keys: readonly string[],
    options: VersionOptions | undefined,
  ): Outcome[] | Promise<Outcome[]> {
    return this.#core.read(type, this.#places(keys, options));
  }

  /** The ranges of keys that `clear()` covers; `undefined` for everything. */
  #scope(): KeyRange[] | undefined {
    const isWhole = this.#prefix === escapePrefix(this.#core.configuration.keyPrefix);
    return isWhole ? undefined : namespaceRanges(this.#prefix);
  }

  #find(key: string, options?: ReadOptions): Promise<Outcome[]> {
    const version = versionIn(options, this.#version, ['version', 'stale']);
    const stale = options && flagIn(options, 'stale');
    return this.#readCounted([key], [this.#placeOf(key, version)], stale);
  }

  async #readCounted(
    keys: readonly string[],
    places: readonly Place[],
    stale?: boolean,
  ): Promise<Outcome[]> {
    const read = this.#core.read('get', places, stale);
    const from = Array.isArray(read) ? 'memory' : 'store';
    const outcomes = await read;
    const { activity } = this.#core;
    for (const [at, outcome] of outcomes.entries())
      activity.read(keys[at]!, places[at]!, outcome, from);
    return outcomes;
  }

  async #submit(operation: Operation, key?: string): Promise<Outcome> {
    const [outcome] = await this.#core.submit([operation], [key]);
    return outcome!;
  }

  /**
   * Resolves to the keys that failed, each with its error. If a value can't be stored, the old entry is
   * out of date and is deleted.
   */
  async #set(
    entries: Iterable<[string, unknown]>,
    storing: Storing,
  ): Promise<[key: string, error: Failure][]> {
    const { version } = storing;
    const lifetime = lifetimeOf(storing);
    const names: string[] = [];
    const operations: (SetOperation | DeleteOperation)[] = [];
    const refused: (Failure | undefined)[] = [];
    for (const [key, value] of entries) {
      const place = this.#placeOf(key, version);
      try {
        operations.push({
          type: 'set',
          ...place,
          ...encodeEntry(this.#core, value, key),
          ...lifetime,
        });
      } catch (error) {
        refused[names.length] = error as CacheError;
        operations.push({ type: 'delete', ...place });
      }
      names.push(key);
    }
    const outcomes = await this.#core.set(operations, names);
    const failed: [string, Failure][] = [];
    names.forEach((key, at) => {
      const error = refused[at] ?? outcomes[at]?.error;
      if (error) failed.push([key, error]);
    });
    return failed;
  }

  /** A cull spares what was just written, unless that alone exceeds the bound. */
  #reportExcess(stored: number): void {
    const excess = stored - this.#core.configuration.maxEntries;
    const message = `${excess} of ${stored} entries dropped at once: above maxEntries`;
    if (excess > 0) this.#core.events.reportError({ code: 'capacity', message });
  }

  async #count(
    key: string,
    delta: Num | undefined,
    options: CountOptions<Num> = {},
    isDown = false,
  ): Promise<unknown> {
    const by = delta === undefined ? 1 : delta;
    checkNumber(by, 'delta');
    checkMembers(options, 'options', ['version', 'initial', 'timeout']);
    const { version, initial, timeout } = options;
    const { place, ...storing } = this.#target(key, { version, timeout }, EXPIRY);
    const counting = { delta: isDown ? -by : by, unit: delta === undefined };
    const start = initialIn(initial, delta, timeout);
    const content = start && { initial: { ...start, ...lifetimeOf(storing) } };
    return (await this.#submit({ type: 'incr', ...place, ...counting, ...content }, key)).value;
  }

  #walk(
    type: 'get' | 'has',
    options: ScanOptions = {},
    ...more: string[]
  ): AsyncGenerator<[KeyParts, Outcome], undefined> {
    checkMembers(options, 'options', ['all', 'prefix', ...more]);
    const all = flagIn(options, 'all');
    const start = startIn(options);
    expect('prefix', !all || !start, 'no prefix beside { all: true }', start);
    return walk(this.#core, type, all ? undefined : this.#range(start));
  }

  #range(start: string): KeyRange {
    return viewRange(this.#prefix, this.#version, start);
  }
}

function isFound({ hit, isStale }: Outcome): boolean {
  return hit || !!isStale;
}

/** A moment as callers see it: `null` for never. */
function finite(expires = Infinity): number | null {
  return expires === Infinity ? null : expires;
}
