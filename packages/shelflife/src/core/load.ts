/**
 * One load of a key, shared by all its callers in this thread: reads, takes the lease of the key, runs the
 * loader, and stores what it gives while the lease's token stands.
 */
import type { Body } from '../model/codec/body.js';
import { decodeCopy, encode } from '../model/codec/encode.js';
import { CacheError, type Failure, quote } from '../model/errors.js';
import type { Place } from '../model/key.js';
import { type Lease, rests } from '../model/lease.js';
import type { Entry, LeaseOperation, Outcome } from '../model/operation.js';
import type { CacheCore } from './cache-core.js';
import type { LoadingDefaults } from './configuration.js';
import { LeaseWait } from './lease-wait.js';
import { expiryOf, type Lifetime } from './lifetime.js';
import { startLoading, stopLoading, uniqueId } from './loading.js';
import type { LoadResult, PendingLoad } from './loads.js';
import { runLoader } from './run-loader.js';

export interface LoadOptions extends Lifetime, LoadingDefaults {}

/** What is loaded: the key as the caller gave it, and where it is stored. */
export interface Target {
  readonly key: string;
  readonly version: number;
  readonly place: Place;
}

export interface Loader {
  /** Called when a load begins that may call `load`. */
  begun?(): void;
  /** Resolves to the value, or to `NOTHING`. */
  load(context: LoaderContext): unknown;
  /** Called when another thread is found to be loading the key, and this load waits for it. */
  waiting?(): void;
  /** Called once it is settled. */
  settled?(): void;
}

/** What a loader is called with. */
export interface LoaderContext {
  readonly key: string;
  readonly version: number;
  readonly signal: AbortSignal;
  readonly previous: { readonly value: unknown; readonly expires: number | null } | undefined;
  /** Says how the result is stored; `false` for not at all. */
  store(lifetime: Partial<Lifetime> | false): void;
}

/** Given by a loader that has no value for the key: nothing is stored, and the key stays missing. */
export const NOTHING: unique symbol = Symbol('nothing');

export class Load implements PendingLoad {
  readonly found: Promise<Outcome>;
  readonly result: Promise<LoadResult>;
  readonly isFresh: boolean;
  callers = 0;
  isRenewal = false;
  next: Promise<PendingLoad> | undefined;
  readonly #core: CacheCore;
  readonly #target: Target;
  readonly #loader: Loader;
  readonly #options: LoadOptions;
  readonly #controller = new AbortController();
  readonly #holder = uniqueId();
  #lease: Lease | undefined;
  #leasing: Promise<Outcome> | undefined;
  #wait: LeaseWait | undefined;
  #mayStore = true;
  #mayRelease = true;
  #isEnded = false;
  /** Nobody joins it. */
  readonly #isPrivate: boolean;
  /** What the loader said about storing. */
  #lifetime: Partial<Lifetime> | false = {};

  constructor(
    core: CacheCore,
    target: Target,
    loader: Loader,
    options: LoadOptions,
    isFresh: boolean,
    isPrivate: boolean,
  ) {
    this.#core = core;
    this.#target = target;
    this.#loader = loader;
    this.#options = options;
    this.isFresh = isFresh;
    core.running.add(this);
    loader.begun?.();
    this.#isPrivate = isPrivate;
    if (!isPrivate) core.local.loads.set(target.place.key, this);
    if (isFresh) this.#leasing = this.#ask();
    this.found = this.#leasing ?? this.#read();
    this.result = this.#run().finally(() => {
      core.running.delete(this);
      this.#wait?.end();
      this.#leave();
      loader.settled?.();
    });
  }

  get address(): string | undefined {
    return this.#target.place.address;
  }

  /** Whether later callers may join. */
  get isCurrent(): boolean {
    return this.#core.local.loads.get(this.#target.place.key) === this;
  }

  end(): void {
    this.#isEnded = true;
  }

  abort(reason: unknown): void {
    if (!this.#core.running.has(this)) return;
    this.#leave();
    this.#controller.abort(reason);
    this.abandon(true);
  }

  async abandon(mayRelease: boolean): Promise<void> {
    this.#mayStore = false;
    this.#wait?.end();
    if (!mayRelease) this.#mayRelease = false;
    if (!this.#lease) await this.#leasing;
    await this.#release();
  }

  #leave(): void {
    if (this.isCurrent) this.#core.local.loads.delete(this.#target.place.key);
  }

  async #read(): Promise<Outcome> {
    const [outcome] = await this.#core.readStore('get', [this.#target.place], true);
    return outcome!;
  }

  async #run(): Promise<LoadResult> {
    const lock = startLoading();
    try {
      const found = await this.found;
      if (found.hit && !this.isFresh) return { body: found };
      // What one user has loaded is not for another.
      const isKept = this.#core.mayShare || !(found.error || this.#core.backend);
      if (!isKept && !this.#isPrivate) return { isPrivate: true };
      const mayLease = isKept && this.#isStorable(found);
      return await (mayLease ? this.#loadLeased(lock) : this.#load(found));
    } catch (error) {
      return this.#failed(error, undefined);
    } finally {
      stopLoading();
    }
  }

  /** A store that has just failed is not asked again. */
  #isStorable({ error }: Outcome): boolean {
    return !error && this.#mayStore && this.#expiry(this.#options) > -Infinity;
  }

  async #loadLeased(lock: string | undefined): Promise<LoadResult> {
    if (this.#isEnded) {
      const found = await this.#read();
      return found.hit ? { body: found } : this.#load(found);
    }
    const leased = this.isFresh ? await this.found : await this.#acquire(lock);
    if (leased.hit && !this.isFresh) return { body: leased };
    const stale = leased.isStale ? leased : undefined;
    const isOthers = leased.lease && leased.lease.holder !== this.#holder;
    if (isOthers && this.#mayStore) return { stale };
    return this.#load(leased);
  }

  /** Takes the lease, waiting for the load of another thread if there is one and somebody wants the result. */
  async #acquire(lock: string | undefined): Promise<Outcome> {
    const { local, configuration } = this.#core;
    let awaited: string | undefined;
    let isForced = !this.#options.shared;
    for (;;) {
      this.#leasing = this.#ask({ isForced, awaited }, lock);
      const outcome = await this.#leasing;
      const { lease } = outcome;
      if (!lease || lease.holder === this.#holder || !this.callers || this.#rests(outcome, lease))
        return outcome;
      this.#loader.waiting?.();
      this.#wait ??= new LeaseWait(configuration.deadline, this.#core.isCoherent);
      isForced = await this.#wait.until(lease, local.whenChanged(this.#target.place));
      awaited = lease.holder;
      if (!this.#mayStore) return outcome;
    }
  }

  #rests(outcome: Outcome, lease: Lease): boolean {
    return rests(lease, this.#bounds, outcome as Entry, this.#core.configuration.now());
  }

  get #bounds() {
    const { retryAfter, staleWhileRevalidate, staleIfError } = this.#options;
    return { retryAfter, staleIfError: Math.max(staleWhileRevalidate, staleIfError) };
  }

  async #ask(how: Partial<LeaseOperation> = {}, lock?: string): Promise<Outcome> {
    const { loadDeadline } = this.#options;
    const { place } = this.#target;
    const until = this.#core.configuration.now() + Math.min(loadDeadline, LONGEST_TERM);
    const lease = { token: uniqueId(), holder: this.#holder, lock, until, address: place.address };
    const { isFresh } = this;
    const operation = { type: 'lease', ...place, lease, isFresh, ...this.#bounds, ...how } as const;
    const [outcome] = await this.#core.execute([operation], [this.#target.key]);
    if (outcome!.lease?.holder === this.#holder) this.#lease = outcome!.lease;
    return outcome!;
  }

  async #load(before: Outcome): Promise<LoadResult> {
    const stale = before.isStale ? before : undefined;
    let value: unknown;
    try {
      value = await this.#runLoader(before);
    } catch (error) {
      // Nothing is left to release after an abort, which is no failure.
      await this.#release(true);
      return this.#failed(error, stale);
    }
    if (value === NOTHING) {
      await this.#release();
      return { isNothing: true, stale };
    }
    return { body: await this.#store(value) };
  }

  #runLoader(before: Outcome): Promise<unknown> {
    const { key, version } = this.#target;
    const { signal } = this.#controller;
    const context: LoaderContext = {
      key,
      version,
      signal,
      previous: before.expires === undefined ? undefined : previousOf(before),
      store: (lifetime) => {
        this.#lifetime = lifetime;
      },
    };
    const { loadDeadline } = this.#options;
    return runLoader(() => this.#loader.load(context), this.#controller, loadDeadline, key);
  }

  #failed(error: unknown, stale: Outcome | undefined): LoadResult {
    const failure = { error, event: failureOf(error, this.#target.key) };
    if (this.callers === 0 && this.isRenewal) this.#core.events.reportError(failure.event);
    return { failure, stale };
  }

  /** Stores the value if it may. Resolves to what the callers get: Django's race rule. */
  async #store(value: unknown): Promise<Body> {
    const { key } = this.#target;
    let body: Body;
    try {
      body = encode(value, key);
    } catch (error) {
      await this.#release();
      return { value: answerUnstored(this.#core, error, value) };
    }
    if (this.#lifetime === false) await this.#release();
    if (!this.#lease || !this.#mayStore) return body;
    const { hit, error, ...entry } = await this.#fulfil(body, this.#lifetime as Partial<Lifetime>);
    if (error) await this.#release();
    if (error?.code === 'data') throw error;
    if (error) this.#core.events.reportError(error);
    return hit ? entry : body;
  }

  async #fulfil(body: Body, given: Partial<Lifetime>): Promise<Outcome> {
    const { key, place } = this.#target;
    const lifetime = { ...this.#options, ...given };
    const { staleWhileRevalidate, staleIfError } = lifetime;
    const { token } = this.#lease!;
    const storing = { expires: this.#expiry(lifetime), staleWhileRevalidate, staleIfError };
    const operation = { type: 'fulfil', ...place, ...body, ...storing, token } as const;
    const [outcome] = await this.#core.execute([operation], [key]);
    this.#lease = undefined;
    return outcome!;
  }

  #expiry(lifetime: Lifetime): number {
    return expiryOf(lifetime, this.#core.configuration.now(), this.#options.jitter);
  }

  /** Leaves the lease to the next load. */
  async #release(hasFailed = false): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    const { place, key } = this.#target;
    if (lease && this.#mayRelease)
      await this.#core.execute([{ type: 'release', ...place, lease, hasFailed }], [key]);
  }
}

/** Ms after which a lease is nobody's, where its loader has no deadline. */
const LONGEST_TERM = 3_600_000;

function previousOf(before: Outcome): LoaderContext['previous'] {
  const { expires = Infinity } = before;
  return { value: decodeCopy(before), expires: expires === Infinity ? null : expires };
}

function failureOf(cause: unknown, key: string): CacheError {
  const reason = cause instanceof Error ? cause.message : quote(cause);
  return new CacheError('load-failed', `The loader of ${quote(key)} failed: ${reason}`, {
    key,
    cause,
  });
}

/** What this engine can't encode is returned all the same. What no engine can store is refused. */
export function answerUnstored(core: CacheCore, error: unknown, value: unknown): unknown {
  if ((error as Failure).code !== 'unavailable') throw error;
  core.events.reportError(error as CacheError);
  return value;
}
