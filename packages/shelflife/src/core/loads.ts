/** Loads under way: one for each key, shared by its callers. */
import type { Body } from '../model/codec/body.js';
import type { Place } from '../model/key.js';
import { type Change, forget } from '../model/operation.js';

/** A loader under way, or the read before it. */
export interface PendingLoad {
  readonly address?: string | undefined;
  /**
   * Resolves to the value as it is kept, which each caller copies. Resolves to `undefined` if the callers
   * may be different users, so that each has to load for itself.
   */
  readonly result: Promise<Body | undefined>;
}

export class PendingLoads {
  readonly #loads = new Map<string, PendingLoad>();

  /**
   * The load under way for a key, or else the one that `load` starts.
   *
   * @param load is given a function that tells whether the load was not invalidated since
   */
  share(
    { key, address }: Place,
    load: (isCurrent: () => boolean) => PendingLoad['result'],
  ): PendingLoad['result'] {
    const known = this.#loads.get(key);
    if (known) return known.result;
    const isCurrent = () => this.#loads.get(key) === started;
    const result = load(isCurrent).finally(() => isCurrent() && this.#loads.delete(key));
    const started = { address, result };
    this.#loads.set(key, started);
    return result;
  }

  /** The callers of an invalidated load still get its result. Later callers start a load of their own. */
  invalidate(change: Change): void {
    forget(this.#loads, change);
  }
}
