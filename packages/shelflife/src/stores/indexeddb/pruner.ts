/**
 * Prunes for the sweeper and the culler, in slices whose size adapts to their duration, in one thread at a
 * time.
 */

import type { Change } from '../../model/change.js';
import type { EntriesSize } from '../../model/codec/body.js';
import type { CacheError } from '../../model/errors.js';
import type { WeakSettings } from './collected-caches.js';
import type { Connection } from './connection.js';
import { countInPages } from './count.js';
import { ifFree } from './presence.js';
import { type Plan, type Pruned, prune, reportEvictions } from './prune.js';
import { measure } from './size.js';

export type { Pruned };

/** The target duration of a slice, in ms. */
const SLICE_MS = 15;
const SMALLEST = 8;
const LARGEST = 100;

/** A session for which entries are removed, by its clock and its bound. */
export interface Client {
  readonly settings: WeakSettings;
  /** Ms between two sweeps. */
  readonly sweepInterval: number;
}

export class Pruner {
  readonly #database: string;
  readonly #connection: Pick<Connection, 'current'>;
  readonly #broadcast: (change: Change) => void;
  /** How many entries the next slice may remove. */
  #limit = LARGEST / 2;

  /** @param broadcast notifies all sessions, in this thread and in others */
  constructor(
    database: string,
    connection: Pick<Connection, 'current'>,
    broadcast: (change: Change) => void,
  ) {
    this.#database = database;
    this.#connection = connection;
    this.#broadcast = broadcast;
  }

  get isConnected(): boolean {
    return !!this.#connection.current;
  }

  /** Removes a slice. Resolves to `undefined` if that fails or the connection is closed. */
  async prune({ settings }: Client, plan?: Plan): Promise<Pruned | undefined> {
    const db = this.#connection.current;
    if (!db) return undefined;
    try {
      const pruned = await prune(db, settings, this.#broadcast, plan, this.#limit);
      if (pruned.isFull) this.#adapt(pruned);
      reportEvictions(settings.listener, pruned, plan?.reason);
      return pruned;
    } catch (error) {
      settings.listener.failed(error as CacheError);
      return undefined;
    }
  }

  /** As `prune()`, but resolves to `'busy'` while another thread prunes. */
  pruneAlone(client: Client, plan?: Plan): Promise<Pruned | 'busy' | undefined> {
    return ifFree(`upkeep ${this.#database}`, () => this.prune(client, plan), 'busy' as const);
  }

  /** How many entries there are, counted in pages; `undefined` if that fails. */
  async count({ settings }: Client): Promise<number | undefined> {
    const db = this.#connection.current;
    return db && countInPages(db, settings).catch(() => undefined);
  }

  /** What the entries take; `undefined` if that fails. */
  async measure({ settings }: Client): Promise<EntriesSize | undefined> {
    const db = this.#connection.current;
    return db && measure(db, settings).catch(() => undefined);
  }

  #adapt({ removed, ms }: Pruned): void {
    const inTime = Math.round((SLICE_MS * removed) / ms);
    this.#limit = Math.max(SMALLEST, Math.min(LARGEST, inTime));
  }
}
