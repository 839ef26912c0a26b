/** When entries are culled: by a count that need not be taken with each write. */
import { later } from '../../platform/timers.js';
import { cullSize } from '../cull.js';
import type { Committed } from './batch.js';
import type { Plan } from './prune.js';
import type { Client, Slices } from './slices.js';

/** Ms until a cull goes on that another thread's upkeep has stopped. */
const PAUSE = 20;

/** A count takes long, too: it is not repeated before this share of the entries is removed. */
const UNCOUNTED = 1 / 100;

export interface Culler {
  /** The entries are to be counted with the next insert. */
  reset(): void;
  /** To be called as soon as a batch is committed: a cull that is due goes before the next one. */
  wrote(client: Client, committed: Committed): void;
}

export function culler(slices: Slices): Culler {
  /** How many entries there were when last counted; unknown at first. */
  let size: number | undefined;
  /** How many this thread has inserted since. */
  let inserted = 0;
  let isCulling = false;

  /**
   * The first slice is requested at once; the others while no other thread prunes, and as large as what
   * is inserted meanwhile. The last one has counted, and is not full.
   */
  const cull = async (client: Client, plan: Plan): Promise<void> => {
    let slice = plan;
    let uncounted = 0;
    for (let prune: Slices['pruneAlone'] = slices.prune; ; prune = slices.pruneAlone) {
      const pruned = await prune(client, slice);
      if (pruned === 'busy') {
        await new Promise<void>((resume) => later(PAUSE, resume));
        continue;
      }
      const wasKnown = slice.size !== undefined;
      size = pruned && pruned.size + (wasKnown ? inserted : 0);
      slice = { ...plan, most: inserted };
      inserted = 0;
      if (!pruned || !(pruned.isFull || wasKnown)) return;
      uncounted += pruned.removed;
      if (pruned.isFull && uncounted < size! * UNCOUNTED) slice = { ...slice, size };
      else uncounted = 0;
    }
  };

  return {
    reset() {
      size = undefined;
    },
    wrote(client, committed) {
      const { maxEntries } = client.settings;
      inserted += committed.inserted;
      if (isCulling || committed.inserted === 0 || maxEntries === Infinity) return;
      if (size !== undefined && inserted <= insertsUntilCount(size, maxEntries)) return;
      isCulling = true;
      inserted = 0;
      cull(client, planOf(client, committed)).finally(() => {
        isCulling = false;
      });
    },
  };
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
