/** Once a second a cache is written to and read, whatever has happened to it. */
import type { Cache } from 'shelflife';
import { load } from '../endpoints/load.ts';
import type { Call } from '../trace/call.ts';
import { watchedCache } from '../trace/watched-cache.ts';

const KEPT_SECONDS = 3;

export class Pulse {
  /** The last calls that have settled. */
  written: Call | undefined;
  read: Call | undefined;

  readonly #changed: () => void;
  #count = 0;
  #isReading = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  async beat(cache: Cache) {
    await Promise.all([this.#write(cache), this.#read(cache)]);
  }

  async #write(cache: Cache) {
    const watched = watchedCache(cache, undefined, (call) => {
      this.written = call;
    });
    await watched.set('pulse', ++this.#count).catch(() => {});
    this.#changed();
  }

  /** A slow server may need longer than a second. */
  async #read(cache: Cache) {
    if (this.#isReading) return;
    this.#isReading = true;
    const watched = watchedCache(cache, undefined, (call) => {
      this.read = call;
    });
    await watched.getOrSet('answer', () => load('/api/time'), KEPT_SECONDS).catch(() => {});
    this.#isReading = false;
    this.#changed();
  }
}
