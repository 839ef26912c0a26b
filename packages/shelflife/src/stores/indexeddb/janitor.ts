/** When the store is swept and culled: by a timer, and by a count that need not be taken each time. */
import { later } from '../../background.js';
import type { CacheError } from '../../errors.js';
import type { StoreSettings } from '../store.js';
import type { Committed } from './transaction.js';
import { cull, SLICE, type StepOptions, sweep } from './upkeep.js';

const FIRST_SWEEP = 10_000;
/** Between two slices of one sweep: others' turn. */
const BREATH = 100;

export interface JanitorOptions {
  readonly settings: StoreSettings;
  /** Ms between two sweeps. */
  readonly sweepInterval: number;
  readonly changing: StepOptions['changing'];
  /** The connection, if there is one: upkeep opens none. */
  readonly db: () => IDBDatabase | undefined;
  readonly failed: (error: CacheError) => void;
}

export class Janitor {
  readonly #options: JanitorOptions;
  #stopSweeping: (() => void) | undefined;
  #culling = false;
  /** Inserts of this session after which the entries are counted again. */
  #untilCount = 0;

  constructor(options: JanitorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#sweepIn(Math.min(FIRST_SWEEP, this.#options.sweepInterval));
  }

  stop(): void {
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
    this.#untilCount = 0;
  }

  /** To be called as soon as a batch is committed: a cull that is due goes before the next one. */
  wrote({ inserted, changed }: Committed): void {
    if (this.#options.settings.maxEntries === Infinity || inserted === 0) return;
    this.#untilCount -= inserted;
    if (this.#untilCount < 0 && !this.#culling) this.#cull(changed);
  }

  async #cull(justWritten: ReadonlySet<string>): Promise<void> {
    const { maxEntries, cullFrequency } = this.#options.settings;
    this.#culling = true;
    try {
      let left: number | undefined;
      for (let db = this.#options.db(); db && left !== 0; db = this.#options.db()) {
        const options = { ...this.#step(), maxEntries, cullFrequency, justWritten };
        const step = await cull(db, options, left);
        left = step.left;
        this.#untilCount = untilCount(step.size, maxEntries);
      }
    } catch (error) {
      this.#options.failed(error as CacheError);
    } finally {
      this.#culling = false;
    }
  }

  async #sweep(): Promise<void> {
    const { sweepInterval, db, failed } = this.#options;
    let removed = 0;
    try {
      const open = db();
      if (open) removed = await sweep(open, this.#step());
    } catch (error) {
      failed(error as CacheError);
    }
    if (this.#stopSweeping) this.#sweepIn(removed >= SLICE ? BREATH : sweepInterval);
  }

  #step(): StepOptions {
    const { settings, changing } = this.#options;
    return { deadline: settings.deadline, now: settings.now(), changing };
  }

  #sweepIn(delay: number): void {
    this.#stopSweeping?.();
    this.#stopSweeping = later(delay, () => this.#sweep());
  }
}

/**
 * Other tabs insert too, unseen: after a quarter of the room that is left it is time to look again,
 * or after an eightieth of the bound, so that four of them overshoot it by no more than 5 %.
 */
function untilCount(size: number, maxEntries: number): number {
  return Math.floor(Math.max((maxEntries - size) / 4, maxEntries / 80));
}
