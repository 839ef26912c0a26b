/**
 * One load of a key, shared by all its callers in this thread: reads, takes the lease of the key, runs the
 * loader, and stores what it gives while the lease's token stands.
 */
import type { Body } from '../model/codec/body.js';
import type { Outcome } from '../model/operation.js';
import type { CacheCore } from './cache-core.js';
import { answerUnstored, encodeEntry } from './encode-entry.js';
import type { Lifetime } from './lifetime.js';
import { LoadLease } from './load-lease.js';
import {
  failureOf,
  type Loader,
  type LoaderContext,
  type LoadOptions,
  NOTHING,
  previousOf,
  type Target,
} from './loader.js';
import type { LoadResult, PendingLoad } from './loads.js';
import { runLoader } from './run-loader.js';

export class Load implements PendingLoad {
  readonly found: Promise<Outcome>;
  readonly result: Promise<LoadResult>;
  readonly isFresh: boolean;
  readonly number: number;
  callers = 0;
  isRenewal = false;
  readonly #core: CacheCore;
  readonly #target: Target;
  readonly #loader: Loader;
  readonly #options: LoadOptions;
  readonly #lease: LoadLease;
  #aborting: AbortController | undefined;
  #isEnded = false;
  /** What the loader said about storing. */
  #lifetime: Partial<Lifetime> | false = {};

  /** @param isPrivate whether nobody joins it, and nothing is read or stored */
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
    this.#lease = new LoadLease(core, target, options, !isPrivate);
    this.number = ++core.begun;
    core.running.add(this);
    loader.begun?.();
    if (!isPrivate) core.local.loads.set(target.place.key, this);
    this.found = isPrivate
      ? Promise.resolve({ hit: false })
      : isFresh
        ? this.#lease.ask({ isFresh })
        : this.#read();
    this.result = this.#run(isPrivate);
  }

  /** Made when it is needed: a hit needs none. */
  get #controller(): AbortController {
    this.#aborting ??= new AbortController();
    return this.#aborting;
  }

  get tags(): readonly string[] | undefined {
    return this.#options.tags;
  }

  get address(): string | undefined {
    return this.#target.place.address;
  }

  get hasLease(): boolean {
    return this.#lease.isHeld;
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

  abandon(mayRelease: boolean): Promise<void> {
    return this.#lease.abandon(mayRelease);
  }

  #leave(): void {
    const { loads } = this.#core.local;
    const { key } = this.#target.place;
    if (loads.get(key) === this) loads.delete(key);
  }

  async #read(): Promise<Outcome> {
    const [outcome] = await this.#core.readStore('get', [this.#target.place], true);
    return outcome!;
  }

  async #run(isPrivate: boolean): Promise<LoadResult> {
    try {
      const found = await this.found;
      if (found.hit && !this.isFresh) return { body: found };
      // What one user has loaded is not for another.
      const isKept = this.#core.mayShare || !(found.error || this.#core.backend);
      if (!isKept && !isPrivate) return { isPrivate: true };
      return await (this.#isStorable(found) ? this.#loadLeased(found) : this.#load(found));
    } catch (error) {
      return this.#failed(error, undefined);
    } finally {
      this.#settle();
    }
  }

  #settle(): void {
    this.#core.running.delete(this);
    this.#lease.settle();
    this.#leave();
    this.#loader.settled?.();
  }

  /** A store that has just failed is not asked again. */
  #isStorable({ error }: Outcome): boolean {
    return !error && this.#lease.mayStore && this.#lease.expiry(this.#options) > -Infinity;
  }

  async #loadLeased(before: Outcome): Promise<LoadResult> {
    if (this.#isEnded && !this.isFresh) {
      const found = await this.#read();
      return found.hit ? { body: found } : this.#load(found);
    }
    const leased = this.isFresh ? before : await this.#lease.acquire(before, this, this.#loader);
    if (leased.hit && !this.isFresh) return { body: leased };
    const stale = leased.isStale ? leased : undefined;
    // Another load has the lease, or it rests.
    if (leased.lease && !this.#lease.isHeld && this.#lease.mayStore) return { stale };
    return this.#load(leased);
  }

  async #load(before: Outcome): Promise<LoadResult> {
    const stale = before.isStale ? before : undefined;
    const { key, version } = this.#target;
    const { activity } = this.#core;
    const began = performance.now();
    let value: unknown;
    try {
      value = await this.#runLoader(before);
      activity.loaded(key, version, performance.now() - began);
    } catch (error) {
      activity.loaded(key, version, performance.now() - began, { error });
      // Nothing is left to release after an abort, which is no failure.
      await this.#lease.release(true);
      return this.#failed(error, stale);
    }
    if (value === NOTHING) {
      await this.#lease.release();
      return { isNothing: true, stale };
    }
    return { body: await this.#store(value) };
  }

  async #runLoader(before: Outcome): Promise<unknown> {
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
    signal.throwIfAborted();
    return runLoader(() => this.#loader.load(context), this.#controller, loadDeadline, key);
  }

  #failed(error: unknown, stale: Outcome | undefined): LoadResult {
    const failure = { error, event: failureOf(error, this.#target.key) };
    if (this.isRenewal) this.#core.events.reportError(failure.event);
    return { failure, stale };
  }

  /** Stores the value if it may. Resolves to what the callers get: Django's race rule. */
  async #store(value: unknown): Promise<Body> {
    const { key, place } = this.#target;
    let body: Body;
    try {
      body = encodeEntry(this.#core, value, key, place.key);
    } catch (error) {
      await this.#lease.release();
      return { value: answerUnstored(this.#core, error, value) };
    }
    if (this.#lifetime === false) await this.#lease.release();
    if (!this.#lease.isHeld || !this.#lease.mayStore) return body;
    const { hit, error, ...entry } = await this.#lease.fulfil(
      body,
      this.#lifetime as Partial<Lifetime>,
    );
    if (error?.code === 'data') throw error;
    if (error) this.#core.events.reportError(error);
    return hit && !this.isFresh ? entry : body;
  }
}
