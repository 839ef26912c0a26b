/** Decides when entries are culled to `maxEntries`: by a count that is not taken with each write. */
import { later } from '../../platform/timers.js';
import { cullSize } from '../cull.js';
import type { Committed } from './batch.js';
import type { Plan } from './prune.js';
import type { Client, Pruner } from './pruner.js';

/** Ms until a cull goes on that another thread's pruning has stopped. */
const PAUSE = 20;

/** A count takes long, too: it is not repeated before this share of the entries is removed. */
const UNCOUNTED = 1 / 100;

export class Culler {
  readonly #pruner: Pruner;
  /** How many entries there were when last counted; unknown at first. */
  #size: number | undefined;
  /** How many this thread has inserted since. */
  #inserted = 0;
  #isCulling = false;

  constructor(pruner: Pruner) {
    this.#pruner = pruner;
  }

  /** The entries are to be counted with the next insert. */
  reset(): void {
    this.#size = undefined;
  }

  /** To be called as soon as a batch is committed: a cull that is due goes before the next batch. */
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
   * The first slice is requested at once; the others while no other thread prunes, and as large as what
   * is inserted meanwhile. The last one has counted, and is not full.
   */
  async #cull(client: Client, plan: Plan): Promise<void> {
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

  async #pruneWhenFree(client: Client, slice: Plan) {
    for (;;) {
      const pruned = await this.#pruner.pruneAlone(client, slice);
      if (pruned !== 'busy') return pruned;
      await new Promise<void>((resolve) => later(PAUSE, resolve));
    }
  }
}

/** Removes entries until a size is reached that is fixed when the first of them are removed. */
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
 * Other tabs insert too, unseen: after a quarter of the room that is left it is time to look again,
 * or after an eightieth of the bound, so that four of them overshoot it by no more than 5 %.
 */
function insertsUntilCount(size: number, maxEntries: number): number {
  return Math.floor(Math.max((maxEntries - size) / 4, maxEntries / 80));
}
