/** When the store is swept and culled: by a timer, and by a count that need not be taken each time. */
import { later } from '../../background.js';
import type { Change } from '../../operation.js';
import { cullSize } from '../cull.js';
import type { StoreSettings } from '../store.js';
import type { Connection } from './connection.js';
import type { Committed } from './transaction.js';
import { prune, SLICE, type Wanted } from './upkeep.js';

const FIRST_SWEEP = 10_000;
/** Between two slices of one sweep: others' turn. */
const BREATH = 100;

export interface Janitor {
  start(): void;
  stop(): void;
  /** To be called as soon as a batch is committed: a cull that is due goes before the next one. */
  wrote(committed: Committed): void;
}

/**
 * @param connection used where it is open: upkeep opens none
 * @param tellAll is told of what goes before its time
 * @param sweepInterval seconds between two sweeps
 */
export function janitor(
  settings: StoreSettings,
  connection: Connection,
  tellAll: (change: Change) => void,
  sweepInterval = 60,
): Janitor {
  const { maxEntries, cullFrequency, listener } = settings;
  const interval = sweepInterval * 1000;
  let stopSweeping: (() => void) | undefined;
  /** Inserts of this session after which the entries are counted again. */
  let untilCount = 0;

  const step = async (wanted?: Wanted, spared?: ReadonlySet<string>) => {
    const db = connection.current;
    return db && prune(db, settings, tellAll, wanted, spared).catch(listener.failed);
  };

  const sweepIn = (ms: number) => {
    stopSweeping?.();
    stopSweeping = later(ms, async () => {
      const swept = await step();
      if (stopSweeping) sweepIn(swept && swept.expired >= SLICE ? BREATH : interval);
    });
  };

  const excess = (size: number, spared: ReadonlySet<string>) =>
    size > maxEntries ? cullSize(size, spared.size, maxEntries, cullFrequency) : 0;

  const cull = async (spared: ReadonlySet<string>, left?: number): Promise<void> => {
    // Nothing more is due meanwhile.
    untilCount = Infinity;
    const pruned = await step((size) => left ?? excess(size, spared), spared);
    if (pruned?.left) return cull(spared, pruned.left);
    untilCount = pruned ? insertsUntilCount(pruned.size, maxEntries) : 0;
  };

  return {
    start: () => sweepIn(Math.min(FIRST_SWEEP, interval)),
    stop() {
      stopSweeping?.();
      stopSweeping = undefined;
      // A cull under way ends by itself, and the next one comes after it.
      if (untilCount < Infinity) untilCount = 0;
    },
    wrote({ inserted, changes }) {
      untilCount -= inserted;
      if (untilCount < 0 && maxEntries < Infinity)
        cull(new Set([...changes.keys()].filter((key) => changes.get(key))));
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
