/** The cache: Django's methods as operations. It does not know where entries live. */
import type { Stats } from '../core/activity.js';
import type { CacheCore } from '../core/cache-core.js';
import { encodeEntry } from '../core/encode-entry.js';
import { getOrAdd, getOrLoad } from '../core/get-or-set.js';
import { getOrLoadMany, type ManyContext } from '../core/load-many.js';
import type { LoaderContext } from '../core/loader.js';
import { preload } from '../core/preload.js';
import type { Subscription } from '../core/subscriptions.js';
import { checkMembers } from '../model/arguments.js';
import type { EntriesSize } from '../model/codec/body.js';
import { decode } from '../model/codec/encode.js';
import { expect } from '../model/errors.js';
import { checkText, checkVersion, escapePrefix, viewRange } from '../model/key.js';
import type { Operation, Outcome } from '../model/operation.js';
import { publicExpiry } from '../model/timeout.js';
import type { CacheEntry, EntriesOptions, ScanOptions, StoredEntry } from './cache-base.js';
import {
  EXPIRY,
  entriesIn,
  flagIn,
  keysIn,
  lifetimeOf,
  type Num,
  startIn,
  tagsIn,
  versionIn,
} from './call-options.js';
import { incrOperation } from './incr.js';
import { withPublicStore } from './load-options.js';
import { memoize } from './memoize.js';
import type {
  CountOptions,
  PrefixOptions,
  ReadOptions,
  Timeout,
  TouchTimeout,
  VersionOptions,
} from './option-types.js';
import { isFound, readEntries, readEntry, readTarget } from './read-entries.js';
import { reportExcess, setEntries } from './set-entries.js';
import { subscribe } from './subscribe.js';
import type { SubscribeOptions, SubscriptionTarget } from './subscription-types.js';
import type { UntypedCache } from './types.js';
import { type ViewOf, ViewScope } from './view-scope.js';
import { walk } from './walk.js';

type Methods = Record<Exclude<keyof UntypedCache, 'backend' | typeof Symbol.asyncDispose>, unknown>;

/** A view on a cache: a prefix and a version. `UntypedCache` has the types of the methods. */
export class CacheView implements Methods {
  readonly #core: CacheCore;
  readonly #scope: ViewScope;
  readonly #viewOf: ViewOf;

  constructor(core: CacheCore, prefix: string, version: number, viewOf: ViewOf) {
    this.#core = core;
    this.#scope = new ViewScope(core, prefix, version);
    this.#viewOf = viewOf;
  }

  async get(key: string, defaultValue?: unknown, options?: ReadOptions): Promise<unknown> {
    const [outcome] = await readEntry(this.#scope, key, options);
    return isFound(outcome!) ? decode(outcome!) : defaultValue;
  }

  async getEntry(key: string, options?: ReadOptions): Promise<StoredEntry | undefined> {
    const [outcome] = await readEntry(this.#scope, key, options);
    if (!isFound(outcome!)) return undefined;
    const { expires, written = 0 } = outcome!;
    // Stores tell entries of the same ms apart by fractions.
    return {
      value: decode(outcome!),
      expires: publicExpiry(expires),
      written: Math.floor(written),
    };
  }

  async set(key: string, value: unknown, timeout?: Timeout): Promise<void> {
    const storing = this.#scope.storing(timeout);
    const failed = await setEntries(this.#scope, [[key, value]], storing);
    for (const [, error] of failed) throw error;
  }

  async add(key: string, value: unknown, timeout?: Timeout): Promise<boolean> {
    const { place, ...storing } = this.#scope.target(key, timeout);
    const entry = { ...place, ...encodeEntry(this.#core, value, key, place.key) };
    return !(await this.#submit({ type: 'add', ...entry, ...lifetimeOf(storing) }, key)).hit;
  }

  async getOrSet(key: string, valueOrLoader: unknown, timeout?: Timeout): Promise<unknown> {
    if (typeof valueOrLoader !== 'function') {
      const target = this.#scope.target(key, timeout);
      return getOrAdd(this.#core, target, valueOrLoader, target);
    }
    const call = this.#scope.loadCall(timeout);
    const target = this.#scope.targetOf(key, call.version);
    const load = (context: LoaderContext) => valueOrLoader(withPublicStore(context));
    return (await getOrLoad(this.#core, target, { load }, call))?.value;
  }

  async getOrSetMany(
    keys: Iterable<string>,
    loadMissing: (keys: readonly string[], context: object) => unknown,
    timeout?: Timeout,
  ): Promise<object> {
    expect('loadMissing', typeof loadMissing === 'function', 'a function', loadMissing);
    const call = this.#scope.loadCall(timeout);
    const targets = keysIn(keys).map((key) => this.#scope.targetOf(key, call.version));
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
    const { place, expires } = this.#scope.target(key, timeout, EXPIRY);
    return (await this.#submit({ type: 'touch', ...place, expires }, key)).hit;
  }

  async incr(key: string, delta?: Num, options?: CountOptions<Num>): Promise<unknown> {
    return (await this.#submit(incrOperation(this.#scope, key, delta, options), key)).value;
  }

  async decr(key: string, delta?: Num, options?: CountOptions<Num>): Promise<unknown> {
    return (await this.#submit(incrOperation(this.#scope, key, delta, options, true), key)).value;
  }

  async has(key: string, options?: VersionOptions): Promise<boolean> {
    return (await this.#has(key, options)).hit;
  }

  async delete(key: string, options?: VersionOptions): Promise<boolean> {
    return (await this.deleteMany([key], options)) > 0;
  }

  async getMany(keys: Iterable<string>, options?: VersionOptions): Promise<object> {
    const names = keysIn(keys);
    const outcomes = await readEntries(this.#scope, names, this.#scope.places(names, options));
    const found: Record<string, unknown> = Object.create(null);
    outcomes.forEach((outcome, at) => {
      if (outcome.hit) found[names[at]!] = decode(outcome);
    });
    return found;
  }

  async setMany(entries: unknown, timeout?: Timeout): Promise<string[]> {
    const storing = this.#scope.storing(timeout);
    const given = entriesIn(entries);
    const failed = await setEntries(this.#scope, given, storing);
    for (const [, error] of failed) this.#core.events.reportError(error);
    if (storing.expires > -Infinity) reportExcess(this.#scope, given.size - failed.length);
    return failed.map(([key]) => key);
  }

  async deleteMany(keys: Iterable<string>, options?: VersionOptions): Promise<number> {
    const names = keysIn(keys);
    const places = this.#scope.places(names, options);
    const deletes = places.map((place) => ({ type: 'delete' as const, ...place }));
    const outcomes = await this.#core.submit(deletes, names);
    return outcomes.filter(({ hit }) => hit).length;
  }

  async clear(options: PrefixOptions = {}): Promise<void> {
    checkMembers(options, 'options', ['prefix']);
    await this.#submit({ type: 'clear', ranges: this.#scope.ranges(startIn(options)) });
  }

  async deleteByTag(tags: string | Iterable<string>): Promise<number> {
    const wanted = tagsIn(typeof tags === 'string' ? [tags] : tags);
    expect('tags', tags !== undefined, 'a tag or tags', tags);
    return wanted ? this.#core.deleteTagged(wanted, this.#scope.ranges()) : 0;
  }

  async incrVersion(key: string, delta = 1, options?: VersionOptions): Promise<number> {
    checkVersion(delta, 'delta');
    const version = versionIn(options, this.#scope.version);
    const target = version + delta;
    checkVersion(target, 'version + delta');
    const { key: to, ...address } = this.#scope.placeOf(key, target);
    const move = { key: this.#scope.placeOf(key, version).key, to, ...address };
    await this.#submit({ type: 'move', ...move }, key);
    return target;
  }

  async decrVersion(key: string, delta = 1, options?: VersionOptions): Promise<number> {
    checkVersion(delta, 'delta');
    return this.incrVersion(key, -delta, options);
  }

  async ttl(key: string, options?: VersionOptions): Promise<number | null | undefined> {
    const { hit, expires = Infinity } = await this.#has(key, options);
    const left = hit ? expires - this.#core.configuration.now() : 0;
    if (left <= 0) return undefined;
    return left === Infinity ? null : left / 1000;
  }

  subscribe(
    target: SubscriptionTarget | Subscription['listener'],
    listener?: unknown,
    options: SubscribeOptions = {},
  ): () => void {
    return subscribe(this.#scope, target, listener, options);
  }

  size(): Promise<EntriesSize> {
    return this.#core.size();
  }

  stats(): Stats {
    return this.#core.activity.stats;
  }

  peek(key: string, defaultValue?: unknown, options?: ReadOptions): unknown {
    const { place, stale } = readTarget(this.#scope, key, options);
    const found = this.#core.peek(place.key, stale);
    return found ? found.value : defaultValue;
  }

  async preload(keys?: Iterable<string>, options?: VersionOptions): Promise<void> {
    const version = versionIn(options, this.#scope.version);
    const places = keys === undefined ? undefined : this.#scope.places(keysIn(keys), options);
    const hasMemory = this.#core.configuration.memory.maxEntries > 0;
    expect('preload', hasMemory, 'memory to be on', false);
    await preload(this.#core, places ?? viewRange(this.#scope.prefix, version));
  }

  async *keys(options?: ScanOptions): AsyncGenerator<string, undefined> {
    for await (const [{ key }] of walk(this.#scope, 'has', options)) yield key;
  }

  async *entries(options: EntriesOptions = {}): AsyncGenerator<CacheEntry, undefined> {
    const found = walk(this.#scope, 'get', options, 'details');
    const isDetailed = flagIn(options, 'details');
    for await (const [parts, outcome] of found) {
      const { expires, written, tags = [] } = outcome;
      const entry = { ...parts, value: decode(outcome), expires: publicExpiry(expires) };
      yield isDetailed ? { ...entry, written: written!, tags } : entry;
    }
  }

  makeKey(key: string, version = this.#scope.version): string {
    checkVersion(version);
    return this.#scope.placeOf(key, version).key;
  }

  withVersion(version: number): UntypedCache {
    checkVersion(version);
    return this.#viewOf(this.#scope.prefix, version);
  }

  namespace(prefix: string): UntypedCache {
    checkText(prefix, 'prefix');
    const nested = (this.#scope.prefix && `${this.#scope.prefix}/`) + escapePrefix(prefix);
    return this.#viewOf(nested, this.#scope.version);
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

  async #submit(operation: Operation, key?: string): Promise<Outcome> {
    const [outcome] = await this.#core.submit([operation], [key]);
    return outcome!;
  }

  async #has(key: string, options: VersionOptions | undefined): Promise<Outcome> {
    const [outcome] = await this.#core.read('has', this.#scope.places([key], options));
    return outcome!;
  }
}
