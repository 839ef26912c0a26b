/** What all views of one cache share: the open store, the local state of keys, events. */

import type { EntriesSize } from '../model/codec/body.js';
import { toCacheError, toError } from '../model/errors.js';
import type { KeyRange, Place } from '../model/key.js';
import {
  changesEntries,
  type DeleteOperation,
  isWrite,
  type KeyedOperation,
  type Operation,
  type Outcome,
  type SetOperation,
} from '../model/operation.js';
import type { Backend } from '../model/store.js';
import { isBrowser } from '../platform/environment.js';
import { Activity } from './activity.js';
import { Batcher } from './batcher.js';
import { CacheSession } from './cache-session.js';
import type { Configuration } from './configuration.js';
import { Events } from './events.js';
import { FailedWrites } from './failed-writes.js';
import type { PendingLoad } from './loads.js';
import { LocalState } from './local-state.js';
import { sizeOf } from './size.js';
import { type Subscription, Subscriptions } from './subscriptions.js';

/** After these, memory may hold the entry that is there. */
const FILLING: readonly Operation['type'][] = ['set', 'add', 'lease', 'fulfil'];

/** How many entries are removed by their tags in one transaction. */
const MOST_AT_ONCE = 1_000;

/** The keys of operations as the caller calls them, for errors. */
type Names = readonly (string | undefined)[];

export class CacheCore {
  readonly configuration: Configuration;
  readonly events = new Events();
  readonly activity = new Activity(this.events);
  readonly local: LocalState;
  /** All loads under way. */
  readonly running = new Set<PendingLoad>();
  /** How many loads have begun so far. */
  begun = 0;
  /** How many times the cache was closed or destroyed. */
  closings = 0;
  readonly subscriptions: Subscriptions;
  readonly #failedWrites = new FailedWrites();
  readonly #batcher: Batcher;
  readonly #session: CacheSession;
  #stopListening = () => {};

  constructor(configuration: Configuration) {
    const { now, memory, keyFunction } = configuration;
    this.configuration = configuration;
    this.subscriptions = new Subscriptions(now, !!keyFunction);
    this.local = new LocalState(memory, now, this.subscriptions);
    this.#session = new CacheSession(this, () => this.#batcher.sendUrgently());
    this.#batcher = new Batcher(() => this.#session.open(), now);
  }

  get backend(): Backend | undefined {
    return this.#session.backend;
  }

  /**
   * Whether a call may be answered with what another call stored or loaded. On a server that keeps
   * nothing it may not, because two calls may belong to two users.
   */
  get mayShare(): boolean {
    const { backend } = this;
    return backend ? backend !== 'null' : isBrowser();
  }

  /** Whether the store is known to be one that keeps nothing. */
  get keepsNothing(): boolean {
    return this.backend === 'null';
  }

  /**
   * Reads all places from memory at this moment, or all of them in one transaction, so that the outcomes
   * never show half of what was stored together. What the store fails to read is a miss.
   *
   * @param stale whether expired entries that are kept are answered, too
   */
  read(
    type: 'get' | 'has',
    places: readonly Place[],
    stale?: boolean,
  ): Outcome[] | Promise<Outcome[]> {
    const held: Outcome[] = [];
    for (const { key } of places) {
      const outcome = this.local.peek(key, type, stale);
      if (!outcome) return this.readStore(type, places, stale);
      held.push(outcome);
    }
    return held;
  }

  /** As `read()`, from the store in any case. */
  async readStore(
    type: 'get' | 'has',
    places: readonly Place[],
    stale?: boolean,
  ): Promise<Outcome[]> {
    const operations = places.map((place) => ({ type, ...place, ...(stale && { stale }) }));
    if (type === 'get') for (const operation of operations) this.local.expectFill(operation);
    const outcomes = await this.execute(operations);
    for (const { error } of outcomes) if (error) this.events.reportError(error);
    return outcomes;
  }

  /** Reads for a walk: renews what memory holds and adds nothing to it. Rejects if the store fails. */
  async scan(type: 'get' | 'has', keys: readonly string[]): Promise<Outcome[]> {
    const operations = keys.map((key) => {
      const held = this.local.peek(key, 'has');
      const operation = { type, key, address: held?.address };
      if (held) this.local.expectFill(operation);
      return operation;
    });
    return this.submit(operations);
  }

  /** Resolves to the outcomes of a call. Rejects with the first failure. */
  async submit(operations: readonly Operation[], names?: Names): Promise<Outcome[]> {
    const outcomes = await this.execute(operations, names);
    for (const { error } of outcomes) if (error) throw error;
    return outcomes;
  }

  /**
   * Stores entries, and deletes those whose value was refused. Resolves once this is committed, or, if
   * the cache is configured so and nothing was refused, once it is queued.
   */
  async set(
    operations: readonly (SetOperation | DeleteOperation)[],
    names: Names,
  ): Promise<Outcome[]> {
    const isQueued = this.configuration.isQueued && operations.every(({ type }) => type === 'set');
    const outcomes = this.execute(operations, names, isQueued);
    if (!isQueued) return outcomes;
    outcomes.catch(() => {});
    return [];
  }

  /**
   * Every operation passes through here on its way to the store. Resolves to one outcome each. If an
   * operation fails, alone or with its whole batch, its outcome has the error.
   *
   * @param isQueued whether the call was acknowledged already, so that nobody waits for the outcomes
   */
  async execute(
    operations: readonly Operation[],
    names: Names = [],
    isQueued = false,
  ): Promise<Outcome[]> {
    if (operations.length === 0) return [];
    // A wrong clock throws here, before anything is changed.
    const now = this.configuration.now();
    const isVisible = isQueued && this.mayShare;
    for (const operation of operations) {
      const { type } = operation;
      if (changesEntries(operation) && type !== 'fulfil') this.local.invalidateForWrite(operation);
      if (FILLING.includes(type)) this.local.expectFill(operation as KeyedOperation);
      if (type === 'set' && isVisible) this.local.queue(operation, now);
    }
    let outcomes: readonly Outcome[];
    try {
      outcomes = await this.#batcher.submit(operations, isQueued);
    } catch (cause) {
      const failed = { hit: false, error: toCacheError(cause) };
      outcomes = operations.map(() => failed);
    }
    return operations.map((operation, at) => {
      const outcome = outcomes[at]!;
      this.local.settle(operation, outcome, now, this.isCoherent);
      if (!outcome.error) {
        if (isWrite(operation)) this.activity.wrote(operation, outcome, names[at]);
        return outcome;
      }
      const error = toError(outcome.error, names[at]);
      if (changesEntries(operation)) this.#failedWrites.record(error, isQueued);
      if (isQueued) this.events.reportError(error);
      return { hit: false, error };
    });
  }

  /** The stored keys of a range in pages, once the writes made before are settled. */
  async *keys(range: KeyRange | undefined, limit: number): AsyncGenerator<readonly string[]> {
    this.configuration.now();
    await this.#batcher.settled();
    let after: string | undefined;
    try {
      do {
        const page = await this.#session.open().keys(range, after, limit);
        yield page.keys;
        after = page.next;
      } while (after !== undefined);
    } catch (error) {
      throw toCacheError(error);
    }
  }

  /** Removes the entries with any of the tags, slice by slice. Resolves to how many were live. */
  async deleteTagged(tags: readonly string[], ranges: readonly KeyRange[] | undefined) {
    const operation = { type: 'deleteTagged', tags, ranges, limit: MOST_AT_ONCE } as const;
    for (let removed = 0; ; ) {
      const [outcome] = await this.submit([operation]);
      removed += outcome!.value as number;
      if (!outcome!.isPartial) return removed;
    }
  }

  /** Of the whole name, once the writes made before are settled. */
  async size(): Promise<EntriesSize> {
    const now = this.configuration.now();
    await this.#batcher.settled();
    return sizeOf(this.#session.open(), now).catch((error) => Promise.reject(toCacheError(error)));
  }

  /** Rejects with what was acknowledged and could not be committed. */
  flush(): Promise<void> {
    return this.#failedWrites.report(() => {
      const settled = this.#batcher.settled();
      this.#session.flush();
      return settled;
    });
  }

  /** Whether the store reports every change before it can be read. */
  get isCoherent(): boolean {
    return this.#session.isCoherent;
  }

  async close(): Promise<void> {
    try {
      await this.#abandonLoads(true);
      await this.flush();
    } finally {
      await this.#session.detach()?.close();
    }
  }

  /** Clears in the order of the calls. Deletes what held the entries unless calls were made meanwhile. */
  async destroy(): Promise<void> {
    // The clear ends their leases.
    this.#abandonLoads(false);
    const cleared = this.submit([{ type: 'clear' }]);
    const { submitted } = this.#batcher;
    await cleared;
    if (this.#batcher.submitted === submitted) await this.#session.detach()?.destroy();
  }

  /** Loads under way answer their callers, and store nothing. */
  #abandonLoads(mayRelease: boolean): Promise<unknown> | undefined {
    this.closings++;
    const { running } = this;
    if (running.size === 0) return undefined;
    return Promise.all([...running].map((load) => load.abandon(mayRelease)));
  }

  /** What memory holds at this moment. */
  peek(key: string, stale: boolean): Outcome | undefined {
    this.local.isWatched = true;
    return this.local.glance(key, stale);
  }

  /** Returns what ends the subscription. Listens to what others change, but opens no database. */
  subscribe(subscription: Subscription): () => void {
    this.local.isWatched = true;
    // Before it is added, because it has missed nothing.
    if (this.subscriptions.isEmpty) this.#stopListening = this.#session.listen();
    const end = this.subscriptions.add(subscription);
    for (const key of subscription.keys.keys()) {
      const held = this.local.peek(key, 'has');
      if (held) this.subscriptions.expires(key, held.expires);
    }
    return () => {
      end();
      if (this.subscriptions.isEmpty) this.#stopListening();
    };
  }
}
