/** The cache: Django's methods as operations. It does not know where entries live. */

import type { CacheCore } from '../core/cache-core.js';
import { getOrAdd, getOrLoad, type LoadCall } from '../core/get-or-set.js';
import type { LoaderContext, Target } from '../core/load.js';
import { getOrLoadMany, type ManyContext } from '../core/load-many.js';
import type { Subscription } from '../core/subscriptions.js';
import { checkMembers } from '../model/arguments.js';
import { decode, encode } from '../model/codec/encode.js';
import { type CacheError, expect, type Failure } from '../model/errors.js';
import {
  checkText,
  checkVersion,
  escapePrefix,
  type KeyParts,
  namespaceRanges,
  type Place,
  placeOf,
  viewRange,
} from '../model/key.js';
import type { DeleteOperation, Operation, Outcome, SetOperation } from '../model/operation.js';
import {
  entriesIn,
  keysIn,
  lifetimeOf,
  type Storing,
  storingIn,
  versionIn,
} from './call-options.js';
import { loadCallIn, withPublicStore } from './load-options.js';
import { memoize } from './memoize.js';
import type { Timeout, TouchTimeout, VersionOptions } from './option-types.js';
import { subscriptionIn } from './subscribe.js';
import type {
  StaleReadOptions,
  SubscribeOptions,
  SubscriptionTarget,
} from './subscription-types.js';
import type { CacheEntry, ScanOptions, UntypedCache } from './types.js';
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

  async get(key: string, defaultValue?: unknown, options?: VersionOptions): Promise<unknown> {
    const [outcome] = await this.#read('get', [key], options);
    return outcome!.hit ? decode(outcome!) : defaultValue;
  }

  async set(key: string, value: unknown, timeout?: Timeout): Promise<void> {
    for (const [, error] of await this.#set([[key, value]], this.#storing(timeout))) throw error;
  }

  async add(key: string, value: unknown, timeout?: Timeout): Promise<boolean> {
    const { place, ...storing } = this.#target(key, timeout);
    const entry = { ...place, ...encode(value, key), ...lifetimeOf(storing) };
    return !(await this.#submit({ type: 'add', ...entry }, key)).hit;
  }

  async getOrSet(key: string, valueOrLoader: unknown, timeout?: Timeout): Promise<unknown> {
    if (typeof valueOrLoader !== 'function') {
      const target = this.#target(key, timeout);
      return getOrAdd(this.#core, target, valueOrLoader, target);
    }
    const call = this.#loadCall(timeout);
    const target = this.#target(key, { version: call.version });
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
    const targets = keysIn(keys).map((key) => this.#target(key, { version: call.version }));
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
    const { place, expires } = this.#target(key, timeout, []);
    return (await this.#submit({ type: 'touch', ...place, expires }, key)).hit;
  }

  async incr(key: string, delta?: number | bigint, options?: VersionOptions): Promise<unknown> {
    return this.#count(key, delta, options);
  }

  async decr(key: string, delta?: number | bigint, options?: VersionOptions): Promise<unknown> {
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
    const outcomes = await this.#read('get', names, options);
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

  async clear(options = {}): Promise<void> {
    checkMembers(options, 'options', []);
    const isWhole = this.#prefix === escapePrefix(this.#core.configuration.keyPrefix);
    const ranges = isWhole ? undefined : namespaceRanges(this.#prefix);
    await this.#submit({ type: 'clear', ranges });
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

  peek(key: string, defaultValue?: unknown, options: StaleReadOptions = {}): unknown {
    const version = versionIn(options, this.#version, ['version', 'stale']);
    const { stale = false } = options;
    expect('stale', typeof stale === 'boolean', 'a boolean', stale);
    const found = this.#core.peek(this.#placeOf(key, version).key, stale);
    return found ? found.value : defaultValue;
  }

  async *keys(options?: ScanOptions): AsyncGenerator<string, undefined> {
    for await (const [{ key }] of this.#walk('has', options)) yield key;
  }

  async *entries(options?: ScanOptions): AsyncGenerator<CacheEntry, undefined> {
    for await (const [parts, outcome] of this.#walk('get', options)) {
      const { expires = Infinity } = outcome;
      yield { ...parts, value: decode(outcome), expires: expires === Infinity ? null : expires };
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
    this.#core.events.target.addEventListener(...given);
  }

  removeEventListener(...given: Parameters<EventTarget['removeEventListener']>): void {
    this.#core.events.target.removeEventListener(...given);
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
        operations.push({ type: 'set', ...place, ...encode(value, key), ...lifetime });
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
    delta: number | bigint | undefined,
    options: VersionOptions | undefined,
    isDown = false,
  ): Promise<unknown> {
    const by = delta === undefined ? 1 : delta;
    const isNumber = typeof by === 'bigint' || Number.isFinite(by);
    expect('delta', isNumber, 'a finite number or a bigint', delta);
    const counting = { delta: isDown ? -by : by, unit: delta === undefined };
    const [place] = this.#places([key], options);
    return (await this.#submit({ type: 'incr', ...place!, ...counting }, key)).value;
  }

  #walk(
    type: 'get' | 'has',
    options: ScanOptions = {},
  ): AsyncGenerator<[KeyParts, Outcome], undefined> {
    checkMembers(options, 'options', ['all']);
    const { all = false } = options;
    expect('all', typeof all === 'boolean', 'a boolean', all);
    return walk(this.#core, type, all ? undefined : viewRange(this.#prefix, this.#version));
  }
}
