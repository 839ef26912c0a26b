/** Culls: begun by a write that exceeds a bound, and done in steps, so that others need not wait for long. */
import type { Eviction, Failure, StoreSettings } from 'shelflife/store';
import type { Caller } from './caller.js';
import { type Bytes, encodeKey } from './keys.js';
import { CULL } from './scripts.js';

/** How many keys are spared at the most because they were lately read. */
const MOST_SPARED = 1_000;

/** What is left to do before a cull has begun, and after it. */
const ALL = ['', ''];
const NOTHING = '0 inf';

export class Culler {
  readonly #caller: Caller;
  readonly #settings: StoreSettings;

  constructor(caller: Caller, settings: StoreSettings) {
    this.#caller = caller;
    this.#settings = settings;
  }

  /** @param young how many entries the write has stored, and their bytes, as the server has answered it */
  begin(young: string): void {
    this.#cull(young.split(' ')).catch((failure: Failure) =>
      this.#settings.listener.failed(failure),
    );
  }

  async #cull(young: readonly string[]): Promise<void> {
    let left = ALL;
    do {
      const args = [...this.#bounds(), ...young, ...left, ...this.#spared()];
      const step = await this.#caller.call((sender) => sender.writeBy(CULL, args));
      const [expired, entries, bytes, ...rest] = String(step).split(' ');
      this.#report('expired', Number(expired));
      this.#report('entries', Number(entries));
      this.#report('bytes', Number(bytes));
      left = rest;
    } while (left.join(' ') !== NOTHING);
  }

  #bounds(): string[] {
    const { now, maxEntries, maxBytes, cullFrequency } = this.#settings;
    return [String(now()), boundOf(maxEntries), boundOf(maxBytes), String(cullFrequency)];
  }

  #spared(): Bytes[] {
    const recent = this.#settings.listener.recent?.() ?? [];
    return recent.slice(-MOST_SPARED).map(encodeKey);
  }

  #report(reason: Eviction['reason'], count: number): void {
    if (count > 0) this.#settings.listener.evicted?.({ reason, count });
  }
}

/** A bound as an argument of a script: `''` for none. */
export function boundOf(bound: number): string {
  return bound === Infinity ? '' : String(bound);
}
