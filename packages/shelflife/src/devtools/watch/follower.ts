/** Follows the changes of a cache by subscriptions: one for each prefix and version that has entries. */
import type { UntypedCache } from '../../index.js';
import { type Address, rowId } from './rows.js';
import { scopeOf, viewsAt } from './views.js';

/** More views than this are not followed: what changes in them shows at the next read. */
const MOST_VIEWS = 200;

export class Follower {
  readonly #cache: UntypedCache;
  readonly #onChange: (entries: readonly Address[]) => void;
  /** By prefix and version: what ends the subscription. */
  readonly #followed = new Map<string, () => void>();
  #isStopped = true;

  /** @param onChange called with the entries that may have changed, as far as they are known */
  constructor(cache: UntypedCache, onChange: (entries: readonly Address[]) => void) {
    this.#cache = cache;
    this.#onChange = onChange;
  }

  start(): void {
    this.#isStopped = false;
    const scope = scopeOf(this.#cache);
    if (scope) this.follow([{ ...scope, key: '' }]);
    else
      this.#followed.set(
        '',
        this.#cache.subscribe(() => this.#onChange([])),
      );
  }

  stop(): void {
    this.#isStopped = true;
    for (const stop of this.#followed.values()) stop();
    this.#followed.clear();
  }

  /** Follows the views of these entries, too. */
  follow(entries: readonly Address[]): void {
    if (this.#isStopped) return;
    for (const { keyPrefix, version } of entries) {
      const id = rowId({ keyPrefix, version, key: '' });
      if (this.#followed.has(id) || this.#followed.size > MOST_VIEWS) continue;
      const stops = viewsAt(this.#cache, keyPrefix, version).map((view) =>
        view.subscribe(({ keys = [] }) =>
          this.#onChange(keys.map((key) => ({ key, keyPrefix, version }))),
        ),
      );
      this.#followed.set(id, () => {
        for (const stop of stops) stop();
      });
    }
  }
}
