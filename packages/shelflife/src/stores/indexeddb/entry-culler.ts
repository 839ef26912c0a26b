/** Culls entries to `maxEntries`. */
import { wrap } from 'idb';
import { cullSize } from '../cull.js';
import type { Committed } from './batch.js';
import { Culler, isLarge } from './culler.js';
import type { Plan } from './prune.js';
import type { Client, Pruner } from './pruner.js';

/** Counting is slow. It is not repeated before this share of the entries is removed. */
const UNCOUNTED = 1 / 100;

/** Up to this multiple of `maxEntries`, slices keep to their limit. */
const TOLERANCE = 1.05;

/** How many entries the first slice may remove if that is exceeded. */
const FIRST_SLICE = 500;

interface Slice {
  /** How many entries there are, if they need not be counted. */
  readonly size?: number | undefined;
  /**
   * How many entries may be removed, even above the limit, if the bound is far exceeded. If it is absent, this is
   * the first slice, which removes nothing unless the bound is exceeded.
   */
  readonly most?: number;
}

export class EntryCuller extends Culler {
  constructor(pruner: Pruner) {
    super(pruner, 'maxEntries', 'inserted');
  }

  /**
   * Further slices run while no other thread prunes, and may each remove as many entries as were inserted
   * meanwhile. Ends after a slice that has counted and is not full.
   */
  protected async cull(client: Client, committed: Committed): Promise<void> {
    const planned = planner(client, committed);
    if (isLarge(client.settings.maxEntries) && (await this.#isWithinBound(client))) return;
    let slice: Slice = {};
    let pruned = await this.pruner.prune(client, planned(slice));
    let uncounted = 0;
    for (;;) {
      const wasKnown = slice.size !== undefined;
      this.size = pruned && pruned.size + (wasKnown ? this.added : 0);
      slice = { most: this.takeAdded() };
      if (!pruned || !(pruned.isFull || wasKnown)) return;
      uncounted += pruned.removed;
      if (pruned.isFull && uncounted < this.size! * UNCOUNTED)
        slice = { ...slice, size: this.size };
      else uncounted = 0;
      pruned = await this.pruneWhenFree(client, planned(slice));
    }
  }

  /** A large store is counted in pages first, because a count within the cull would hold the write lock. */
  async #isWithinBound(client: Client): Promise<boolean> {
    const size = await this.pruner.count(client);
    if (size === undefined || size + this.added > client.settings.maxEntries) return false;
    this.size = size + this.takeAdded();
    return true;
  }
}

/** Plans slices that remove entries down to a target size, which the first one fixes. */
function planner({ settings }: Client, { changes, ages }: Committed): (slice: Slice) => Plan {
  const { maxEntries, cullFrequency, listener } = settings;
  const young = [...changes.values()].filter(Boolean).length;
  let target: number | undefined;
  const aimFrom = (size: number) => size - cullSize(size, young, maxEntries, cullFrequency);
  const victims = (size: number) => {
    target ??= size > maxEntries ? aimFrom(size) : size;
    return size - target;
  };
  return ({ size, most }) => ({
    reason: 'entries',
    spared: ages,
    recent: listener.recent,
    async quota(entries, limit) {
      const count = size ?? (await wrap(entries.count()));
      const room = roomFor(count, maxEntries, limit, most);
      const excess = (left: number) => (size === undefined ? left - maxEntries : 0);
      return { size: count, room, victims, excess };
    },
  });
}

/** How many entries a slice may remove. 0 for the first one if the bound is not exceeded. */
function roomFor(count: number, maxEntries: number, limit: number, most?: number): number {
  if (most === undefined && count <= maxEntries) return 0;
  const excess = Math.ceil(count - maxEntries * TOLERANCE);
  return Math.max(limit, Math.min(most ?? FIRST_SLICE, excess));
}
