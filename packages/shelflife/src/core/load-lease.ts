/** The lease of one load: asked for, waited for while another load has it, then used to store or given up. */
import type { Body } from '../model/codec/body.js';
import { type Lease, LONGEST_TERM, mayTake, rests } from '../model/lease.js';
import type { Entry, LeaseOperation, Outcome } from '../model/operation.js';
import type { CacheCore } from './cache-core.js';
import { LeaseWait } from './lease-wait.js';
import { expiryOf, type Lifetime } from './lifetime.js';
import type { Loader, LoadOptions, Target } from './loader.js';
import { startLoading, stopLoading, uniqueId } from './loading.js';
import type { PendingLoad } from './loads.js';

export class LoadLease {
  /** Whether the result may be stored. */
  mayStore: boolean;
  readonly #core: CacheCore;
  readonly #target: Target;
  readonly #options: LoadOptions;
  #holder: string | undefined;
  #lock: string | undefined;
  #held: Lease | undefined;
  #asking: Promise<Outcome> | undefined;
  #wait: LeaseWait | undefined;
  #mayRelease = true;

  constructor(core: CacheCore, target: Target, options: LoadOptions, mayStore: boolean) {
    this.#core = core;
    this.#target = target;
    this.#options = options;
    this.mayStore = mayStore;
  }

  get isHeld(): boolean {
    return !!this.#held;
  }

  /** Takes the lease, waiting for the load of another thread if there is one and somebody wants the result. */
  async acquire(found: Outcome, load: PendingLoad, loader: Loader): Promise<Outcome> {
    const { local, configuration, isCoherent } = this.#core;
    const { place } = this.#target;
    const known = found.isStale ? local.leases.get(place.key) : undefined;
    if (known && this.#isLeft(load, found, known)) return { ...found, lease: known };
    let isForced = !this.#options.shared;
    let awaited: string | undefined;
    for (let since = Infinity; ; ) {
      // From before the store is asked: the lease may end while its answer is on its way.
      const { changed, stop } = local.watch(place);
      try {
        const outcome = await this.ask({ isForced, awaited, ...this.#bounds(since) });
        const { lease } = outcome;
        if (!lease || lease.holder === this.#holder) return outcome;
        if (this.#isLeft(load, outcome, lease, since)) {
          if (isCoherent) local.rememberLease(place.key, lease);
          return outcome;
        }
        loader.waiting?.();
        this.#wait ??= new LeaseWait(configuration.deadline, isCoherent);
        since = Math.min(since, configuration.now());
        isForced = await this.#wait.until(lease.lock, changed);
        awaited = lease.holder;
        if (!this.mayStore) return outcome;
      } finally {
        stop();
      }
    }
  }

  /** Whether a lease is left to its holder, or rests, while the stale entry is answered. */
  #isLeft(load: PendingLoad, found: Outcome, lease: Lease, since?: number): boolean {
    const now = this.#core.configuration.now();
    if (rests(lease, this.#bounds(since), found as Entry, now)) return true;
    return !load.callers && !mayTake(lease, { isForced: !this.#options.shared }, now);
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

  /** Asks the store for it. */
  ask(how: Partial<LeaseOperation>): Promise<Outcome> {
    if (!this.#asking) this.#lock = startLoading();
    this.#asking = this.#takeLease(how);
    return this.#asking;
  }

  async #takeLease(how: Partial<LeaseOperation>): Promise<Outcome> {
    const { loadDeadline, tags } = this.#options;
    const { place, key } = this.#target;
    const until = this.#core.configuration.now() + Math.min(loadDeadline, LONGEST_TERM);
    const { address } = place;
    this.#holder ??= uniqueId();
    const shown = { holder: this.#holder, lock: this.#lock, until, address, tags };
    const lease = { token: uniqueId(), ...shown };
    const [outcome] = await this.#core.execute([{ type: 'lease', ...place, lease, ...how }], [key]);
    if (outcome!.lease?.holder === this.#holder) this.#held = outcome!.lease;
    return outcome!;
  }

  /** Stores what was loaded while the token stands. */
  async fulfil(body: Body, given: Partial<Lifetime>): Promise<Outcome> {
    const { key, place } = this.#target;
    const lifetime = { ...this.#options, ...given };
    const { staleWhileRevalidate, staleIfError, tags } = lifetime;
    const { token } = this.#held!;
    const bounds = { staleWhileRevalidate, staleIfError };
    const storing = { expires: this.expiry(lifetime), ...bounds, tags };
    const operation = { type: 'fulfil', ...place, ...body, ...storing, token } as const;
    const [outcome] = await this.#core.execute([operation], [key]);
    if (outcome!.error) await this.release();
    else this.#held = undefined;
    return outcome!;
  }

  expiry(lifetime: Lifetime): number {
    return expiryOf(lifetime, this.#core.configuration.now(), this.#options.jitter);
  }

  /** Leaves the lease to the next load. */
  async release(hasFailed = false): Promise<void> {
    const lease = this.#held;
    this.#held = undefined;
    const { place, key } = this.#target;
    if (lease && this.#mayRelease)
      await this.#core
        .execute([{ type: 'release', ...place, lease, hasFailed }], [key])
        .catch(() => {});
  }

  async abandon(mayRelease: boolean): Promise<void> {
    this.mayStore = false;
    this.#wait?.end();
    if (!mayRelease) this.#mayRelease = false;
    if (!this.#held) await this.#asking?.catch(() => {});
    await this.release();
  }

  /** The load is settled. */
  settle(): void {
    this.#wait?.end();
    if (this.#asking) stopLoading();
  }
}
