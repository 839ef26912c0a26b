/** Culls entries to `maxBytes`. */
import type { EntriesSize } from '../../model/codec/body.js';
import { cullTarget } from '../cull.js';
import type { Committed } from './batch.js';
import type { WeakSettings } from './collected-caches.js';
import { Culler, isLarge } from './culler.js';
import type { Progress } from './loader.js';
import type { Plan, Pruned, Quota } from './prune.js';
import type { Client, Pruner } from './pruner.js';
import { estimateSize } from './size.js';

/** The size is not estimated again before this share of the entries is removed, whose sizes may not be average. */
const UNMEASURED = 1 / 20;

/** How many entries a slice may remove above its limit while the bound is exceeded. */
const MOST = 1_000;

/** No entry takes less. */
const SMALLEST_ENTRY = 100;

const NOTHING: Quota = { size: 0, room: 0, victims: () => 0, excess: () => 0 };

export class ByteCuller extends Culler {
  constructor(pruner: Pruner) {
    super(pruner, 'maxBytes', 'bytes');
  }

  /** Further slices run while no other thread prunes. Ends at the target, or where nothing is left to remove. */
  protected async cull(client: Client, { ages }: Committed): Promise<void> {
    const { maxEntries, maxBytes } = client.settings;
    const plan = new BytePlan(client.settings, ages);
    plan.mustMeasure = isLarge(Math.min(maxEntries, maxBytes / SMALLEST_ENTRY));
    for (let isFirst = true; plan.isUnfinished; isFirst = false) {
      if (plan.mustMeasure) plan.measured(await this.pruner.measure(client));
      if (!plan.isUnfinished) break;
      const pruned = isFirst
        ? await this.pruner.prune(client, plan)
        : await this.pruneWhenFree(client, plan);
      if (!pruned) break;
    }
    this.size = plan.bytes;
    if (this.size !== undefined) this.size += this.takeAdded();
  }
}

/** Removes entries down to a target, as many as by their average size take what is too much. */
class BytePlan implements Plan {
  readonly reason = 'bytes';
  readonly spared: Plan['spared'];
  readonly recent: Plan['recent'];
  /** Some entries have no size: they have to be read before the next slice. */
  mustMeasure = false;
  isUnfinished = true;
  readonly #maxBytes: number;
  readonly #target: number;
  /** By the last estimate, less what was removed since. */
  #size: EntriesSize | undefined;
  /** How many entries may be removed before the next estimate. */
  #share = 0;
  #hasBegun = false;

  constructor({ maxBytes, cullFrequency, listener }: WeakSettings, spared: Plan['spared']) {
    this.#maxBytes = maxBytes;
    this.#target = cullTarget(maxBytes, cullFrequency);
    this.spared = spared;
    this.recent = listener.recent;
  }

  get bytes(): number | undefined {
    return this.#size?.bytes;
  }

  /** `undefined` if that has failed. */
  measured(size: EntriesSize | undefined): void {
    this.mustMeasure = false;
    this.#size = size;
    this.#share = size ? Math.max(1, Math.floor(size.entries * UNMEASURED)) : 0;
    this.#hasBegun ||= !!size && size.bytes > this.#maxBytes;
    this.isUnfinished = !!size && this.#hasBegun;
  }

  async quota(entries: IDBObjectStore, limit: number, handle: Progress): Promise<Quota> {
    if (this.#share <= 0) {
      const size = await estimateSize(entries, handle);
      this.mustMeasure = !size;
      if (size) this.measured(size);
    }
    return this.mustMeasure ? NOTHING : this.#quotaOf(this.#size!, limit);
  }

  #quotaOf({ entries, bytes }: EntriesSize, limit: number): Quota {
    const above = (bound: number) => Math.ceil(((bytes - bound) / bytes) * entries);
    if (!this.#hasBegun || bytes <= this.#target) return NOTHING;
    const excess = above(this.#maxBytes);
    const slice = Math.max(Math.min(limit, this.#share), Math.min(MOST, excess));
    const room = Math.min(slice, above(this.#target));
    const less = (count: number) => (left: number) => count - (entries - left);
    return { size: entries, room, victims: less(room), excess: less(excess), isEstimate: true };
  }

  /** Estimates again if fewer entries were found than planned, as the next ones were just written. */
  goesOn({ removed, isFull }: Pruned): boolean {
    if (this.mustMeasure || !this.#size) return false;
    const { entries, bytes } = this.#size;
    const left = Math.max(0, entries - removed);
    if (removed > 0) this.#size = { entries: left, bytes: (bytes / entries) * left };
    this.#share = isFull ? this.#share - removed : 0;
    this.isUnfinished = removed > 0;
    return this.isUnfinished;
  }
}
