/** What the charts show: hits and misses by the second, and the latest loads. */

/** How many seconds are shown. */
export const SECONDS = 60;

/** How many loads are shown. */
export const LOADS = 40;

export interface Reads {
  hits: number;
  misses: number;
}

export interface Load {
  readonly key: string;
  readonly ms: number;
  readonly hasFailed: boolean;
}

export class Figures {
  loads: readonly Load[] = [];
  /** How many of the hits came from memory. */
  hitsFromMemory = 0;
  hits = 0;
  readonly #bySecond = new Map<number, Reads>();

  /** @param at ms since the epoch */
  hit(from: 'memory' | 'store', at: number): void {
    this.hits++;
    if (from === 'memory') this.hitsFromMemory++;
    this.#readsAt(at).hits++;
  }

  miss(at: number): void {
    this.#readsAt(at).misses++;
  }

  loaded(load: Load): void {
    this.loads = [...this.loads, load].slice(-LOADS);
  }

  /** The reads of the last minute, the latest second last. */
  lastMinute(now: number): readonly Readonly<Reads>[] {
    const last = secondOf(now);
    return Array.from(
      { length: SECONDS },
      (_, n) => this.#bySecond.get(last - SECONDS + 1 + n) ?? { hits: 0, misses: 0 },
    );
  }

  #readsAt(at: number): Reads {
    const second = secondOf(at);
    const known = this.#bySecond.get(second);
    if (known) return known;
    for (const old of this.#bySecond.keys())
      if (old <= second - SECONDS) this.#bySecond.delete(old);
    const reads = { hits: 0, misses: 0 };
    this.#bySecond.set(second, reads);
    return reads;
  }
}

function secondOf(at: number): number {
  return Math.floor(at / 1000);
}
