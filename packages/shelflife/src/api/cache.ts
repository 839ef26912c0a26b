/** The cache: Django's methods as operations. It does not know where entries live. */

import type { Engine } from '../core/cache-core.js';
import type { CacheEvents } from '../core/events.js';
import { getOrSet, type Wanted } from '../core/get-or-set.js';
import { checkMembers } from '../model/arguments.js';
import type { Body } from '../model/codec/body.js';
import { decode, encode } from '../model/codec/encode.js';
import { expect } from '../model/errors.js';
import {
  checkText,
  checkVersion,
  escapePrefix,
  inRange,
  type KeyParts,
  namespaceRanges,
  type Place,
  placeOf,
  splitKey,
  viewRange,
} from '../model/key.js';
import type { Outcome } from '../model/operation.js';
import { expiryAt } from '../model/timeout.js';
import { entriesIn, keysIn, timeoutIn, versionIn } from './call-options.js';
import type {
  CacheEntry,
  ListenerOptions,
  ScanOptions,
  Timeout,
  UntypedCache,
  VersionOptions,
} from './types.js';
import type { ViewOf } from './views.js';

/** How many entries a scan reads at once. */
const PAGE = 100;

type Methods = Record<Exclude<keyof UntypedCache, 'backend' | typeof Symbol.asyncDispose>, unknown>;

/** A view on a cache: a prefix and a version. `UntypedCache` has the types of the methods. */
export class CacheView implements Methods {
  readonly #engine: Engine;
  /** Escaped. */
  readonly #prefix: string;
  readonly #version: number;
  readonly #viewOf: ViewOf;

  constructor(engine: Engine, prefix: string, version: number, viewOf: ViewOf) {
    this.#engine = engine;
    this.#prefix = prefix;
    this.#version = version;
    this.#viewOf = viewOf;
  }

  async get(key: string, defaultValue?: unknown, options?: VersionOptions): Promise<unknown> {
    const outcome = await this.#read('get', this.#place(key, options));
    return outcome.hit ? decode(outcome) : defaultValue;
  }

  async set(key: string, value: unknown, timeout?: Timeout): Promise<void> {
    await this.#set({ ...this.#wanted(key, timeout), value });
  }

  async add(key: string, value: unknown, timeout?: Timeout): Promise<boolean> {
    const { place, seconds } = this.#wanted(key, timeout);
    const entry = { ...place, ...encode(value, key), expires: this.#expiry(seconds) };
    return !(await this.#engine.submit({ type: 'add', ...entry }, key)).hit;
  }

  async getOrSet(key: string, valueOrLoader: unknown, timeout?: Timeout): Promise<unknown> {
    return getOrSet(this.#engine, this.#wanted(key, timeout), valueOrLoader);
  }

  async touch(key: string, timeout?: Timeout): Promise<boolean> {
    const { place, seconds } = this.#wanted(key, timeout);
    const expires = this.#expiry(seconds);
    return (await this.#engine.submit({ type: 'touch', ...place, expires }, key)).hit;
  }

  async incr(key: string, delta?: number | bigint, options?: VersionOptions): Promise<unknown> {
    return this.#count(key, delta, options, (by) => by);
  }

  async decr(key: string, delta?: number | bigint, options?: VersionOptions): Promise<unknown> {
    return this.#count(key, delta, options, (by) => -by);
  }

  async has(key: string, options?: VersionOptions): Promise<boolean> {
    return (await this.#read('has', this.#place(key, options))).hit;
  }

  async delete(key: string, options?: VersionOptions): Promise<boolean> {
    return (await this.#engine.submit({ type: 'delete', ...this.#place(key, options) }, key)).hit;
  }

  async getMany(keys: Iterable<string>, options?: VersionOptions): Promise<object> {
    const places = this.#places(keys, options);
    const outcomes = await this.#engine.readMany(places.map(([, place]) => place));
    const found: Record<string, unknown> = Object.create(null);
    outcomes.forEach((outcome, at) => {
      if (outcome.hit) found[places[at]![0]] = decode(outcome);
    });
    return found;
  }

  async setMany(entries: unknown, timeout?: Timeout): Promise<string[]> {
    const { seconds, version } = this.#timeout(timeout);
    const wanted = [...entriesIn(entries)].map(([key, value]) => ({
      key,
      value,
      place: this.#placeOf(key, version),
      seconds,
    }));
    const sets = await Promise.allSettled(wanted.map((one) => this.#set(one)));
    const failed: string[] = [];
    sets.forEach((set, at) => {
      if (set.status === 'fulfilled') return;
      this.#engine.tell(set.reason);
      failed.push(wanted[at]!.key);
    });
    if (seconds > 0) this.#reportExcess(wanted.length - failed.length);
    return failed;
  }

  async deleteMany(keys: Iterable<string>, options?: VersionOptions): Promise<number> {
    const outcomes = await Promise.all(
      this.#places(keys, options).map(([key, place]) =>
        this.#engine.submit({ type: 'delete', ...place }, key),
      ),
    );
    return outcomes.filter(({ hit }) => hit).length;
  }

  async clear(options = {}): Promise<void> {
    checkMembers(options, 'options', []);
    const isWhole = this.#prefix === escapePrefix(this.#engine.configuration.keyPrefix);
    const ranges = isWhole ? undefined : namespaceRanges(this.#prefix);
    await this.#engine.submit({ type: 'clear', ranges });
  }

  async incrVersion(key: string, delta = 1, options?: VersionOptions): Promise<number> {
    checkVersion(delta, 'delta');
    const version = versionIn(options, this.#version);
    const target = version + delta;
    checkVersion(target, 'version + delta');
    const { key: to, ...address } = this.#placeOf(key, target);
    const move = { key: this.#placeOf(key, version).key, to, ...address };
    await this.#engine.submit({ type: 'move', ...move }, key);
    return target;
  }

  async decrVersion(key: string, delta = 1, options?: VersionOptions): Promise<number> {
    checkVersion(delta, 'delta');
    return this.incrVersion(key, -delta, options);
  }

  async ttl(key: string, options?: VersionOptions): Promise<number | null | undefined> {
    const { hit, expires = Infinity } = await this.#read('has', this.#place(key, options));
    const left = hit ? expires - this.#engine.configuration.now() : 0;
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
    return this.#engine.flush();
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  /** Without that symbol this declares `close` again. */
  [Symbol.asyncDispose ?? 'close'](): Promise<void> {
    return this.#engine.close();
  }

  destroy(): Promise<void> {
    return this.#engine.destroy();
  }

  addEventListener<T extends keyof CacheEvents>(
    type: T,
    listener: (event: CacheEvents[T]) => void,
    options?: ListenerOptions,
  ): void {
    this.#engine.events.addEventListener(type, listener as never, options as never);
  }

  removeEventListener<T extends keyof CacheEvents>(
    type: T,
    listener: (event: CacheEvents[T]) => void,
  ): void {
    this.#engine.events.removeEventListener(type, listener as never);
  }

  #placeOf(key: string, version: number): Place {
    return placeOf(key, this.#prefix, version, this.#engine.configuration.keyFunction);
  }

  #place(key: string, options: VersionOptions | undefined): Place {
    return this.#placeOf(key, versionIn(options, this.#version));
  }

  #places(keys: Iterable<string>, options: VersionOptions | undefined): [string, Place][] {
    const version = versionIn(options, this.#version);
    return keysIn(keys).map((key) => [key, this.#placeOf(key, version)]);
  }

  #timeout(given: Timeout): { seconds: number; version: number } {
    return timeoutIn(given, this.#engine.configuration.timeout, this.#version);
  }

  #wanted(key: string, timeout: Timeout): Wanted {
    const { seconds, version } = this.#timeout(timeout);
    return { key, place: this.#placeOf(key, version), seconds };
  }

  #expiry(seconds: number): number {
    return expiryAt(seconds, this.#engine.configuration.now());
  }

  #read(type: 'get' | 'has', place: Place): Outcome | Promise<Outcome> {
    return this.#engine.peek(place.key, type) ?? this.#engine.read({ type, ...place });
  }

  /** If the value can't be stored, the old entry is out of date and is deleted. */
  #set({ key, place, seconds, value }: Wanted & { readonly value: unknown }): Promise<Outcome> {
    const expires = this.#expiry(seconds);
    let body: Body;
    try {
      body = encode(value, key);
    } catch (error) {
      return this.#engine.submit({ type: 'delete', ...place }, key).finally(() => {
        throw error;
      });
    }
    return this.#engine.set({ type: 'set', ...place, ...body, expires }, key);
  }

  /** A cull spares what was just written, unless that alone exceeds the bound. */
  #reportExcess(stored: number): void {
    const excess = stored - this.#engine.configuration.maxEntries;
    const message = `${excess} of ${stored} entries dropped at once: above maxEntries`;
    if (excess > 0) this.#engine.tell({ code: 'capacity', message });
  }

  async #count(
    key: string,
    delta: number | bigint | undefined,
    options: VersionOptions | undefined,
    sign: (delta: number | bigint) => number | bigint,
  ): Promise<unknown> {
    const by = delta === undefined ? 1 : delta;
    const isNumber = typeof by === 'bigint' || Number.isFinite(by);
    expect('delta', isNumber, 'a finite number or a bigint', delta);
    const counting = { delta: sign(by), unit: delta === undefined };
    const place = this.#place(key, options);
    return (await this.#engine.submit({ type: 'incr', ...place, ...counting }, key)).value;
  }

  /** The live entries of this view or of everything: all keys at once, the entries in pages. */
  async *#walk(
    type: 'get' | 'has',
    options: ScanOptions = {},
  ): AsyncGenerator<[KeyParts, Outcome], undefined> {
    checkMembers(options, 'options', ['all']);
    const { all = false } = options;
    expect('all', typeof all === 'boolean', 'a boolean', all);
    const range = all ? undefined : viewRange(this.#prefix, this.#version);
    const keys = await this.#engine.keys(range);
    const { keyFunction } = this.#engine.configuration;
    // Entries under the keys of a `keyFunction` belong to no view with built-in keys, and the reverse.
    const isForeign = ({ address }: Outcome) =>
      range && (keyFunction ? !address || !inRange(address, range) : address);
    for (let at = 0; at < keys.length; at += PAGE) {
      const page = keys.slice(at, at + PAGE);
      const outcomes = await Promise.all(page.map((key) => this.#engine.scan(type, key)));
      for (const [n, outcome] of outcomes.entries()) {
        const parts = splitKey(outcome.address ?? page[n]!);
        if (outcome.hit && parts && !isForeign(outcome)) yield [parts, outcome];
      }
    }
  }
}
