/**
 * One load of a key, shared by all its callers in this thread: reads, takes the lease of the key, runs the
 * loader, and stores what it gives while the lease's token stands.
 */
import type { Body } from '../model/codec/body.js';
import { type Lease, LONGEST_TERM, mayTake, rests } from '../model/lease.js';
import type { Entry, LeaseOperation, Outcome } from '../model/operation.js';
import type { CacheCore } from './cache-core.js';
import { answerUnstored, encodeEntry } from './encode-entry.js';
import { LeaseWait } from './lease-wait.js';
import { expiryOf, type Lifetime } from './lifetime.js';
import {
  failureOf,
  type Loader,
  type LoaderContext,
  type LoadOptions,
  NOTHING,
  previousOf,
  type Target,
} from './loader.js';
import { startLoading, stopLoading, uniqueId } from './loading.js';
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
  #aborting: AbortController | undefined;
  #holder: string | undefined;
  #lock: string | undefined;
  #lease: Lease | undefined;
  #leasing: Promise<Outcome> | undefined;
  #wait: LeaseWait | undefined;
  #mayStore: boolean;
  #mayRelease = true;
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
    this.#mayStore = !isPrivate;
    this.number = ++core.begun;
    core.running.add(this);
    loader.begun?.();
    if (!isPrivate) core.local.loads.set(target.place.key, this);
    this.found = isPrivate ? Promise.resolve({ hit: false }) : isFresh ? this.#ask() : this.#read();
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
    return !!this.#lease;
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
    if (!this.#lease) await this.#leasing?.catch(() => {});
    await this.#release();
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
    this.#wait?.end();
    this.#leave();
    if (this.#leasing) stopLoading();
    this.#loader.settled?.();
  }

  /** A store that has just failed is not asked again. */
  #isStorable({ error }: Outcome): boolean {
    return !error && this.#mayStore && this.#expiry(this.#options) > -Infinity;
  }

  async #loadLeased(before: Outcome): Promise<LoadResult> {
    if (this.#isEnded && !this.isFresh) {
      const found = await this.#read();
      return found.hit ? { body: found } : this.#load(found);
    }
    const leased = this.isFresh ? before : await this.#acquire(before);
    if (leased.hit && !this.isFresh) return { body: leased };
    const stale = leased.isStale ? leased : undefined;
    // Another load has the lease, or it rests.
    if (leased.lease && !this.#lease && this.#mayStore) return { stale };
    return this.#load(leased);
  }

  /** Takes the lease, waiting for the load of another thread if there is one and somebody wants the result. */
  async #acquire(found: Outcome): Promise<Outcome> {
    const { local, configuration, isCoherent } = this.#core;
    const { place } = this.#target;
    const known = found.isStale ? local.leases.get(place.key) : undefined;
    if (known && this.#isLeft(found, known)) return { ...found, lease: known };
    let isForced = !this.#options.shared;
    let awaited: string | undefined;
    for (let since = Infinity; ; ) {
      // From before the store is asked: the lease may end while its answer is on its way.
      const { changed, stop } = local.watch(place);
      try {
        const outcome = await this.#ask({ isForced, awaited, ...this.#bounds(since) });
        const { lease } = outcome;
        if (!lease || lease.holder === this.#holder) return outcome;
        if (this.#isLeft(outcome, lease, since)) {
          if (isCoherent) local.rememberLease(place.key, lease);
          return outcome;
        }
        this.#loader.waiting?.();
        this.#wait ??= new LeaseWait(configuration.deadline, isCoherent);
        since = Math.min(since, configuration.now());
        isForced = await this.#wait.until(lease.lock, changed);
        awaited = lease.holder;
        if (!this.#mayStore) return outcome;
      } finally {
        stop();
      }
    }
  }

  /** Whether a lease is left to its holder, or rests, while the stale entry is answered. */
  #isLeft(found: Outcome, lease: Lease, since?: number): boolean {
    const now = this.#core.configuration.now();
    if (rests(lease, this.#bounds(since), found as Entry, now)) return true;
    return !this.callers && !mayTake(lease, { isForced: !this.#options.shared }, now);
  }

  /** @param since since when this load has waited for another one, whose failure counts in any case */
  #bounds(since = Infinity) {
    const { retryAfter, staleWhileRevalidate, staleIfError } = this.#options;
    const waited = this.#core.configuration.now() - since + 1;
    return {
      retryAfter: Math.max(retryAfter, waited),
      staleIfError: Math.max(staleWhileRevalidate, staleIfError),
    };
  }

  #ask(how: Partial<LeaseOperation> = {}): Promise<Outcome> {
    if (!this.#leasing) this.#lock = startLoading();
    this.#leasing = this.#takeLease(how);
    return this.#leasing;
  }

  async #takeLease(how: Partial<LeaseOperation>): Promise<Outcome> {
    const { loadDeadline } = this.#options;
    const { place, key } = this.#target;
    const until = this.#core.configuration.now() + Math.min(loadDeadline, LONGEST_TERM);
    const { address } = place;
    this.#holder ??= uniqueId();
    const shown = { holder: this.#holder, lock: this.#lock, until, address, tags: this.tags };
    const lease = { token: uniqueId(), ...shown };
    const { isFresh } = this;
    const [outcome] = await this.#core.execute(
      [{ type: 'lease', ...place, lease, isFresh, ...how }],
      [key],
    );
    if (outcome!.lease?.holder === this.#holder) this.#lease = outcome!.lease;
    return outcome!;
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
      await this.#release(true);
      return this.#failed(error, stale);
    }
    if (value === NOTHING) {
      await this.#release();
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
    const { key } = this.#target;
    let body: Body;
    try {
      body = encodeEntry(this.#core, value, key);
    } catch (error) {
      await this.#release();
      return { value: answerUnstored(this.#core, error, value) };
    }
    if (this.#lifetime === false) await this.#release();
    if (!this.#lease || !this.#mayStore) return body;
    const { hit, error, ...entry } = await this.#fulfil(body, this.#lifetime as Partial<Lifetime>);
    if (error) await this.#release();
    else this.#lease = undefined;
    if (error?.code === 'data') throw error;
    if (error) this.#core.events.reportError(error);
    return hit && !this.isFresh ? entry : body;
  }

  async #fulfil(body: Body, given: Partial<Lifetime>): Promise<Outcome> {
    const { key, place } = this.#target;
    const lifetime = { ...this.#options, ...given };
    const { staleWhileRevalidate, staleIfError, tags } = lifetime;
    const { token } = this.#lease!;
    const bounds = { staleWhileRevalidate, staleIfError };
    const storing = { expires: this.#expiry(lifetime), ...bounds, tags };
    const operation = { type: 'fulfil', ...place, ...body, ...storing, token } as const;
    const [outcome] = await this.#core.execute([operation], [key]);
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
      await this.#core
        .execute([{ type: 'release', ...place, lease, hasFailed }], [key])
        .catch(() => {});
  }
}
