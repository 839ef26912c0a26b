/** Decides when entries are culled to `maxEntries`, without a count for each write. */
import { later } from '../../platform/timers.js';
import { cullSize } from '../cull.js';
import type { Committed } from './batch.js';
import type { Plan } from './prune.js';
import type { Client, Pruner } from './pruner.js';

/** Ms between attempts to continue a cull while another thread prunes. */
const PAUSE = 20;

/** Counting is slow. It is not repeated before this share of the entries is removed. */
const UNCOUNTED = 1 / 100;

/** If `maxEntries` is at most this, a cull counts the entries in one request. */
const COUNTED_AT_ONCE = 20_000;

export class Culler {
  readonly #pruner: Pruner;
  /** How many entries there were at the last count. `undefined` before the first one. */
  #size: number | undefined;
  /** How many this thread has inserted since. */
  #inserted = 0;
  #isCulling = false;

  constructor(pruner: Pruner) {
    this.#pruner = pruner;
  }

  /** Makes the next insert count the entries. */
  reset(): void {
    this.#size = undefined;
  }

  /** Call as soon as a batch is committed, so that a cull that is due runs before the next batch. */
  wrote(client: Client, committed: Committed): void {
    const { maxEntries } = client.settings;
    this.#inserted += committed.inserted;
    if (this.#isCulling || committed.inserted === 0 || maxEntries === Infinity) return;
    if (this.#size !== undefined && this.#inserted <= insertsUntilCount(this.#size, maxEntries))
      return;
    this.#isCulling = true;
    this.#inserted = 0;
    this.#cull(client, planOf(client, committed)).finally(() => {
      this.#isCulling = false;
    });
  }

  /**
   * Requests the first slice at once. Further slices run while no other thread prunes, and may each remove as
   * many entries as were inserted meanwhile. Ends after a slice that has counted and is not full.
   */
  async #cull(client: Client, plan: Plan): Promise<void> {
    const isLarge = client.settings.maxEntries > COUNTED_AT_ONCE;
    if (isLarge && (await this.#isWithinLargeBound(client))) return;
    let pruned = await this.#pruner.prune(client, plan);
    let slice = plan;
    let uncounted = 0;
    for (;;) {
      const wasKnown = slice.size !== undefined;
      this.#size = pruned && pruned.size + (wasKnown ? this.#inserted : 0);
      slice = { ...plan, most: this.#inserted };
      this.#inserted = 0;
      if (!pruned || !(pruned.isFull || wasKnown)) return;
      uncounted += pruned.removed;
      if (pruned.isFull && uncounted < this.#size! * UNCOUNTED)
        slice = { ...slice, size: this.#size };
      else uncounted = 0;
      pruned = await this.#pruneWhenFree(client, slice);
    }
  }

  /** A large store is counted in pages first, because a count within the cull would hold the write lock. */
  async #isWithinLargeBound(client: Client): Promise<boolean> {
    const { maxEntries } = client.settings;
    const size = await this.#pruner.count(client);
    if (size === undefined || size + this.#inserted > maxEntries) return false;
    this.#size = size + this.#inserted;
    this.#inserted = 0;
    return true;
  }

  async #pruneWhenFree(client: Client, slice: Plan) {
    for (;;) {
      const pruned = await this.#pruner.pruneAlone(client, slice);
      if (pruned !== 'busy') return pruned;
      await new Promise<void>((resolve) => later(PAUSE, resolve));
    }
  }
}

/** Plans to remove entries down to a target size, which the first slice fixes. */
function planOf({ settings }: Client, { changes, ages }: Committed): Plan {
  const { maxEntries, cullFrequency } = settings;
  const young = [...changes.values()].filter(Boolean).length;
  let target: number | undefined;
  const aimFrom = (size: number) => size - cullSize(size, young, maxEntries, cullFrequency);
  return {
    spared: ages,
    victims(size) {
      target ??= size > maxEntries ? aimFrom(size) : size;
      return size - target;
    },
  };
}

/**
 * How many inserts of this thread may pass before the next count. Other tabs insert too, and this thread does
 * not see that. So it counts again after a quarter of the room that is left, or after 1/80 of the bound if
 * that is more. Four tabs then exceed the bound by at most 5 %.
 */
function insertsUntilCount(size: number, maxEntries: number): number {
  return Math.floor(Math.max((maxEntries - size) / 4, maxEntries / 80));
}
