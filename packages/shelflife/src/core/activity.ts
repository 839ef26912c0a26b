/** What a cache does: counted for `stats()`, and emitted as events where somebody listens. */
import { type Place, splitKey } from '../model/key.js';
import type { Operation, Outcome } from '../model/operation.js';
import type { Eviction } from '../model/store.js';
import type { Events } from './events.js';

/** Counts since a cache was created. */
export interface Stats {
  /** Reads that found a value, in memory or in the store, stale ones included. */
  readonly hits: number;
  /** Those that found an expired value, and answered it. */
  readonly staleHits: number;
  readonly misses: number;
  /** Calls of loaders. */
  readonly loads: number;
  readonly loadErrors: number;
  /** Entries that were stored. */
  readonly sets: number;
  /** Entries that were deleted one by one or by their tags. */
  readonly deletes: number;
  /** Entries that this thread removed because they had expired, or for lack of room. */
  readonly evictions: number;
}

export class Activity {
  readonly #counts: { -readonly [K in keyof Stats]: number } = {
    hits: 0,
    staleHits: 0,
    misses: 0,
    loads: 0,
    loadErrors: 0,
    sets: 0,
    deletes: 0,
    evictions: 0,
  };
  readonly #events: Events;

  constructor(events: Events) {
    this.#events = events;
  }

  get stats(): Stats {
    return { ...this.#counts };
  }

  /** A read has been answered. */
  read(key: string, place: Place, outcome: Outcome, from: 'memory' | 'store'): void {
    const stale = !!outcome.isStale;
    if (outcome.hit || stale) {
      this.#counts.hits++;
      if (stale) this.#counts.staleHits++;
      this.#events.emitActivity('hit', () => ({ key, version: versionOf(place), stale, from }));
    } else this.missed(key, place);
  }

  missed(key: string, place: Place): void {
    this.#counts.misses++;
    this.#events.emitActivity('miss', () => ({ key, version: versionOf(place) }));
  }

  /** A loader has settled. */
  loaded(key: string, version: number, ms: number, failure?: { readonly error: unknown }): void {
    this.#counts.loads++;
    if (failure) this.#counts.loadErrors++;
    this.#events.emitActivity('load', () => ({ key, version, ms, ...failure }));
  }

  /** A write has been committed. */
  wrote(operation: Operation, { hit, value, isStored }: Outcome, key: string | undefined): void {
    const { type } = operation;
    if (type === 'clear') return this.#events.emitActivity('clear', () => ({}));
    if (type === 'deleteTagged') {
      this.#counts.deletes += value as number;
      return;
    }
    const named = () => ({ key, version: versionOf(operation) });
    if (type === 'set' || type === 'incr' || isStored || (type === 'add' && !hit)) {
      this.#counts.sets++;
      this.#events.emitActivity('set', named);
    } else if (type === 'delete' && hit) {
      this.#counts.deletes++;
      this.#events.emitActivity('delete', named);
    }
  }

  evicted({ reason, count }: Eviction): void {
    this.#counts.evictions += count;
    this.#events.emitActivity('evict', () => ({ reason, count }));
  }
}

function versionOf({ key, address = key }: Place): number | undefined {
  return splitKey(address)?.version;
}
