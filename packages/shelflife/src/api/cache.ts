/** The cache: Django's methods as operations. It does not know where entries live. */

import type { CacheCore } from '../core/cache-core.js';
import { type CallTarget, getOrSet } from '../core/get-or-set.js';
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
import { expiryAt } from '../model/timeout.js';
import { entriesIn, keysIn, timeoutIn, versionIn } from './call-options.js';
import type { CacheEntry, ScanOptions, Timeout, UntypedCache, VersionOptions } from './types.js';
import { walk } from './walk.js';

/** Returns the view of an escaped prefix and a version. */
export type ViewOf = (prefix: string, version: number) => UntypedCache;

interface Lifetime {
  readonly seconds: number;
  readonly version: number;
  /** Ms since the epoch. */
  readonly expires: number;
}

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
    for (const [, error] of await this.#set([[key, value]], this.#lifetime(timeout))) throw error;
  }

  async add(key: string, value: unknown, timeout?: Timeout): Promise<boolean> {
    const { place, expires } = this.#target(key, timeout);
    const entry = { ...place, ...encode(value, key), expires };
    return !(await this.#submit({ type: 'add', ...entry }, key)).hit;
  }

  async getOrSet(key: string, valueOrLoader: unknown, timeout?: Timeout): Promise<unknown> {
    return getOrSet(this.#core, this.#target(key, timeout), valueOrLoader);
  }

  async touch(key: string, timeout?: Timeout): Promise<boolean> {
    const { place, expires } = this.#target(key, timeout);
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
    const lifetime = this.#lifetime(timeout);
    const given = entriesIn(entries);
    const failed = await this.#set(given, lifetime);
    for (const [, error] of failed) this.#core.events.reportError(error);
    if (lifetime.seconds > 0) this.#reportExcess(given.size - failed.length);
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

  #lifetime(timeout: Timeout): Lifetime {
    const { timeout: fallback, now } = this.#core.configuration;
    const { seconds, version } = timeoutIn(timeout, fallback, this.#version);
    return { seconds, version, expires: expiryAt(seconds, now()) };
  }

  #target(key: string, timeout: Timeout): CallTarget & Lifetime {
    const lifetime = this.#lifetime(timeout);
    return { key, place: this.#placeOf(key, lifetime.version), ...lifetime };
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
    { expires, version }: Lifetime,
  ): Promise<[key: string, error: Failure][]> {
    const names: string[] = [];
    const operations: (SetOperation | DeleteOperation)[] = [];
    const refused: (Failure | undefined)[] = [];
    for (const [key, value] of entries) {
      const place = this.#placeOf(key, version);
      try {
        operations.push({ type: 'set', ...place, ...encode(value, key), expires });
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
