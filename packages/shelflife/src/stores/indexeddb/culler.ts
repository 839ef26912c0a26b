/** Decides when entries are culled to a bound, without a measurement for each write. */
import { later } from '../../platform/timers.js';
import type { Committed } from './batch.js';
import type { Plan } from './prune.js';
import type { Client, Pruned, Pruner } from './pruner.js';

/** Ms between attempts to continue a cull while another thread prunes. */
const PAUSE = 20;

/** Up to so many entries are counted within a cull. More would hold the write lock for long. */
const COUNTED_AT_ONCE = 20_000;

export abstract class Culler {
  protected readonly pruner: Pruner;
  /** How much there was when it was last measured. `undefined` before that. */
  protected size: number | undefined;
  /** How much this thread has added since. */
  protected added = 0;
  readonly #bound: 'maxEntries' | 'maxBytes';
  readonly #addition: 'inserted' | 'bytes';
  #isCulling = false;

  /** @param addition what batches add to that which is bounded */
  constructor(pruner: Pruner, bound: 'maxEntries' | 'maxBytes', addition: 'inserted' | 'bytes') {
    this.pruner = pruner;
    this.#bound = bound;
    this.#addition = addition;
  }

  /** Makes the next addition measure. */
  reset(): void {
    this.size = undefined;
  }

  /** Call as soon as a batch is committed, so that a cull that is due runs before the next batch. */
  wrote(client: Client, committed: Committed): void {
    const bound = client.settings[this.#bound];
    const added = committed[this.#addition];
    this.added += added;
    if (this.#isCulling || added === 0 || !(bound < Infinity)) return;
    if (this.size !== undefined && this.added <= untilMeasured(this.size, bound)) return;
    this.#isCulling = true;
    this.added = 0;
    this.cull(client, committed).finally(() => {
      this.#isCulling = false;
    });
  }

  /** Measures, and removes what is too much. Requests the first slice at once. */
  protected abstract cull(client: Client, committed: Committed): Promise<void>;

  /** What was added since the last call. */
  protected takeAdded(): number {
    const { added } = this;
    this.added = 0;
    return added;
  }

  protected async pruneWhenFree(client: Client, slice: Plan): Promise<Pruned | undefined> {
    for (;;) {
      const pruned = await this.pruner.pruneAlone(client, slice);
      if (pruned !== 'busy') return pruned;
      await new Promise<void>((resolve) => later(PAUSE, resolve));
    }
  }
}

/** Whether the bound allows more of something than can be counted within a cull. */
export function isLarge(bound: number): boolean {
  return bound > COUNTED_AT_ONCE;
}

/**
 * How much this thread may add before the next measurement. Other tabs add too, and this thread does not see that.
 * So it measures again after a quarter of the room that is left, or after 1/80 of the bound if that is more. Four
 * tabs then exceed the bound by at most 5 %.
 */
function untilMeasured(size: number, bound: number): number {
  return Math.max((bound - size) / 4, bound / 80);
}
