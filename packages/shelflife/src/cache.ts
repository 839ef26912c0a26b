/** The cache: Django's methods over operations. It knows nothing of where entries live. */
import { checkMembers, keysIn, pairsIn, timeoutIn, versionIn } from './call-options.js';
import type { Engine } from './engine.js';
import { type CacheError, type Failure, invalidArgument, quote, toError } from './errors.js';
import { getOrSet, unstorable } from './get-or-set.js';
import { checkVersion, escapePrefix, type KeyParts, nestPrefix, splitKey } from './key.js';
import type { KeyedOperation, Outcome } from './operation.js';
import { KeySpace, type Place } from './place.js';
import { snapshot } from './snapshot.js';
import { expiryAt } from './timeout.js';
import type {
  Backend,
  Cache,
  CacheEntry,
  CacheEvents,
  ListenerOptions,
  ScanOptions,
  Timeout,
  UntypedCache,
  VersionOptions,
} from './types.js';

/** Entries that a walk reads at once. */
const PAGE = 100;

/** A view on a cache: a prefix and a version over what all its views share. */
export class CacheView implements Omit<UntypedCache, typeof Symbol.asyncDispose> {
  readonly #engine: Engine;
  readonly #space: KeySpace;
  readonly #version: number;

  constructor(engine: Engine, space: KeySpace, version: number) {
    this.#engine = engine;
    this.#space = space;
    this.#version = version;
  }

  get backend(): Backend | undefined {
    return this.#engine.backend;
  }

  async get(key: string, defaultValue?: unknown, options?: VersionOptions): Promise<never> {
    const found = await this.#read('get', this.#place(key, options));
    return (found.hit ? found.value : defaultValue) as never;
  }

  async set(key: string, value: unknown, timeout?: Timeout): Promise<void> {
    const { place, seconds } = this.#storing(key, timeout);
    const copy = this.#snapshot(value, place);
    if (copy.error) {
      // What was there is out of date, and nobody can be given what is new.
      await this.#engine.submit({ type: 'delete', key: place.stored }).catch(() => {});
      throw copy.error;
    }
    await this.#write(place, { type: 'set', ...this.#entry(place, copy.value, seconds) });
  }

  async add(key: string, value: unknown, timeout?: Timeout): Promise<boolean> {
    const { place, seconds } = this.#storing(key, timeout);
    const copy = this.#snapshot(value, place);
    if (copy.error) throw copy.error;
    const entry = this.#entry(place, copy.value, seconds);
    return !(await this.#write(place, { type: 'add', ...entry })).hit;
  }

  async getOrSet(key: string, valueOrLoader: unknown, timeout?: Timeout): Promise<never> {
    const { place, seconds } = this.#storing(key, timeout);
    return (await getOrSet(this.#engine, place, valueOrLoader, seconds)) as never;
  }

  async touch(key: string, timeout?: Timeout): Promise<boolean> {
    const { place, seconds } = this.#storing(key, timeout);
    const expires = expiryAt(seconds, this.#now());
    return (await this.#write(place, { type: 'touch', key: place.stored, expires })).hit;
  }

  async incr(key: string, delta?: number | bigint, options?: VersionOptions): Promise<never> {
    return (await this.#count(key, delta, options, (by) => by)) as never;
  }

  async decr(key: string, delta?: number | bigint, options?: VersionOptions): Promise<never> {
    return (await this.#count(key, delta, options, (by) => -by)) as never;
  }

  async has(key: string, options?: VersionOptions): Promise<boolean> {
    return (await this.#read('has', this.#place(key, options))).hit;
  }

  async delete(key: string, options?: VersionOptions): Promise<boolean> {
    const place = this.#place(key, options);
    return (await this.#write(place, { type: 'delete', key: place.stored })).hit;
  }

  async getMany(keys: Iterable<string>, options?: VersionOptions): Promise<never> {
    const version = versionIn(options, this.#version);
    const places = new Map(keysIn(keys).map((key) => [key, this.#space.place(key, version)]));
    const reads = [...places.values()].map((place) => this.#read('get', place));
    const found: Record<string, unknown> = Object.create(null);
    for (const [at, key] of [...places.keys()].entries()) {
      const { hit, value } = await reads[at]!;
      if (hit) found[key] = value;
    }
    return found as never;
  }

  async setMany(entries: unknown, timeout?: Timeout): Promise<string[]> {
    const { seconds, version } = this.#timeout(timeout);
    const places = pairsIn(entries).map(
      ([key, value]) => [this.#space.place(key, version), value] as const,
    );
    const failures = await Promise.all(
      places.map(([place, value]) => this.#setOne(place, value, seconds)),
    );
    const failed = places.flatMap(([{ key }], at) => {
      const failure = failures[at];
      if (!failure) return [];
      this.#engine.tell(failure);
      return [key];
    });
    return [...new Set(failed)];
  }

  async deleteMany(keys: Iterable<string>, options?: VersionOptions): Promise<number> {
    const version = versionIn(options, this.#version);
    const places = keysIn(keys).map((key) => this.#space.place(key, version));
    const outcomes = await Promise.all(
      places.map((place) => this.#write(place, { type: 'delete', key: place.stored })),
    );
    return outcomes.filter(({ hit }) => hit).length;
  }

  async clear(): Promise<void> {
    const { prefix, keyFunction } = this.#space;
    const { keyPrefix } = this.#engine.configuration;
    const { ranges } = this.#space;
    const isWhole = !ranges || prefix === escapePrefix(keyPrefix);
    const scope = isWhole ? {} : { ranges, byAddress: keyFunction !== undefined };
    await this.#engine.submit({ type: 'clear', ...scope });
  }

  async incrVersion(key: string, delta = 1, options?: VersionOptions): Promise<number> {
    checkVersion(delta, 'delta');
    return this.#move(key, versionIn(options, this.#version), delta);
  }

  async decrVersion(key: string, delta = 1, options?: VersionOptions): Promise<number> {
    checkVersion(delta, 'delta');
    return this.#move(key, versionIn(options, this.#version), -delta);
  }

  async ttl(key: string, options?: VersionOptions): Promise<number | null | undefined> {
    const { hit, expires = Infinity } = await this.#read('has', this.#place(key, options));
    const left = hit ? expires - this.#now() : 0;
    if (left <= 0) return undefined;
    return left === Infinity ? null : left / 1000;
  }

  async *keys(options?: ScanOptions): AsyncGenerator<string, undefined> {
    for await (const [{ key }] of this.#walk('has', options)) yield key;
  }

  async *entries(options?: ScanOptions): AsyncGenerator<CacheEntry<never>, undefined> {
    for await (const [parts, { value, expires = Infinity }] of this.#walk('get', options))
      yield {
        ...parts,
        value: value as never,
        expires: expires === Infinity ? null : expires,
      };
  }

  makeKey(key: string, version = this.#version): string {
    checkVersion(version);
    return this.#space.place(key, version).stored;
  }

  withVersion<S2>(version: number): Cache<S2> {
    checkVersion(version);
    return this.#view<S2>(this.#space, version);
  }

  namespace<S2>(prefix: string): Cache<S2> {
    if (typeof prefix !== 'string' || prefix === '')
      throw invalidArgument(`prefix: expected a non-empty string, got ${quote(prefix)}`);
    const nested = nestPrefix(this.#space.prefix, escapePrefix(prefix));
    return this.#view<S2>(new KeySpace(nested, this.#space.keyFunction), this.#version);
  }

  flush(): Promise<void> {
    return this.#engine.flush();
  }

  close(): Promise<void> {
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
    this.#engine.events.add(type, listener, options);
  }

  removeEventListener<T extends keyof CacheEvents>(
    type: T,
    listener: (event: CacheEvents[T]) => void,
  ): void {
    this.#engine.events.remove(type, listener);
  }

  #view<S2>(space: KeySpace, version: number): Cache<S2> {
    return new CacheView(this.#engine, space, version) as unknown as Cache<S2>;
  }

  #now(): number {
    return this.#engine.configuration.now();
  }

  #place(key: string, options: VersionOptions | undefined): Place {
    return this.#space.place(key, versionIn(options, this.#version));
  }

  #timeout(timeout: Timeout): { seconds: number; version: number } {
    const { timeout: seconds } = this.#engine.configuration;
    return timeoutIn(timeout, { seconds, version: this.#version });
  }

  #storing(key: string, timeout: Timeout): { place: Place; seconds: number } {
    const { seconds, version } = this.#timeout(timeout);
    return { place: this.#space.place(key, version), seconds };
  }

  #entry({ stored, address }: Place, value: unknown, seconds: number) {
    return { key: stored, address, value, expires: expiryAt(seconds, this.#now()) };
  }

  #snapshot(value: unknown, { key }: Place): { value?: unknown; error?: CacheError } {
    try {
      return { value: snapshot(value) };
    } catch (cause) {
      return { error: unstorable(cause, key) };
    }
  }

  /** Where the store fails, a read is a miss. */
  async #read(type: 'get' | 'has', { stored, key }: Place): Promise<Outcome> {
    const outcome = await this.#engine.submit({ type, key: stored }).catch((error): Outcome => {
      this.#engine.tell(error);
      return { hit: false };
    });
    if (outcome.error) this.#engine.tell(toError(outcome.error, key) as CacheError);
    return outcome;
  }

  #write({ key }: Place, operation: KeyedOperation): Promise<Outcome> {
    const failed = (error: Failure) => {
      throw toError(error, key);
    };
    const done = (outcome: Outcome) => (outcome.error ? failed(outcome.error) : outcome);
    return this.#engine.submit(operation).then(done, failed);
  }

  async #setOne(place: Place, value: unknown, seconds: number): Promise<CacheError | undefined> {
    const copy = this.#snapshot(value, place);
    const operation: KeyedOperation = copy.error
      ? { type: 'delete', key: place.stored }
      : { type: 'set', ...this.#entry(place, copy.value, seconds) };
    const failure = await this.#write(place, operation).then(
      () => undefined,
      (error) => error,
    );
    return copy.error ?? failure;
  }

  async #count(
    key: string,
    delta: number | bigint | undefined,
    options: VersionOptions | undefined,
    sign: (delta: number | bigint) => number | bigint,
  ): Promise<unknown> {
    const by = delta === undefined ? 1 : delta;
    if (typeof by !== 'bigint' && !Number.isFinite(by))
      throw invalidArgument(`delta: expected a finite number or a bigint, got ${quote(delta)}`);
    const place = this.#place(key, options);
    const unit = delta === undefined;
    const operation = { type: 'incr', key: place.stored, delta: sign(by), unit } as const;
    return (await this.#write(place, operation)).value;
  }

  async #move(key: string, version: number, delta: number): Promise<number> {
    const target = version + delta;
    checkVersion(target, 'version + delta');
    const { stored } = this.#space.place(key, version);
    const to = this.#space.place(key, target);
    await this.#write(to, { type: 'move', key: stored, to: to.stored, address: to.address });
    return target;
  }

  /** The live entries of a scope: its keys at once, what is under them a page at a time. */
  async *#walk(
    type: 'get' | 'has',
    options: ScanOptions = {},
  ): AsyncGenerator<[KeyParts, Outcome], undefined> {
    checkMembers(options, 'options', ['all']);
    const range = this.#space.range(this.#version);
    const byAddress = this.#space.keyFunction !== undefined;
    const keys = await this.#engine.keys(options.all ? {} : { range, byAddress });
    for (let at = 0; at < keys.length; at += PAGE) {
      const page = keys.slice(at, at + PAGE);
      const outcomes = await Promise.all(page.map((key) => this.#engine.submit({ type, key })));
      for (const [n, outcome] of outcomes.entries()) {
        // What a `keyFunction` stored has its place elsewhere than in a view with built-in keys.
        const isForeign = !options.all && !byAddress && outcome.address !== undefined;
        const parts = splitKey(outcome.address ?? page[n]!);
        if (outcome.hit && parts && !isForeign) yield [parts, outcome];
      }
    }
  }
}

// Where the engine has it: an older one would make this the member "undefined".
if (Symbol.asyncDispose)
  Object.defineProperty(CacheView.prototype, Symbol.asyncDispose, {
    value: CacheView.prototype.close,
    configurable: true,
    writable: true,
  });
