/** What all views of one cache share: the open store, what memory holds, loaders, events. */

import { copyOf, decodeCopy } from '../model/codec/encode.js';
import { CacheError, type Failure, toCacheError, toError } from '../model/errors.js';
import type { Place } from '../model/key.js';
import {
  type Change,
  changeOf,
  type Entry,
  forget,
  isWrite,
  type KeyedOperation,
  type Operation,
  type Outcome,
} from '../model/operation.js';
import type { Backend, StoreSession } from '../model/store.js';
import { isLive } from '../model/timeout.js';
import { isBrowser } from '../platform/environment.js';
import { Batcher } from './batcher.js';
import type { Configuration } from './configuration.js';
import type { CacheEvents } from './events.js';
import type { Flight } from './get-or-set.js';
import { MemoryTier } from './memory-tier.js';

/** How many failures are kept for `flush()` to tell. */
const MOST_LOST = 100;

/** Failures that are an answer to the call, and leave nothing uncommitted. */
const ANSWERS: readonly Failure['code'][] = ['invalid-argument', 'key-not-found'];

/** When a page may be about to go for good. */
const LEAVING = ['pagehide', 'visibilitychange'];

type SetOperation = Extract<Operation, { type: 'set' }>;

export class Engine {
  readonly configuration: Configuration;
  readonly flights = new Map<string, Flight>();
  readonly events = new EventTarget();
  readonly #batcher: Batcher;
  readonly #tier: MemoryTier;
  /** Reads and writes under way that the tier may hold afterwards, unless their key changes meanwhile. */
  readonly #guards = new Map<string, KeyedOperation>();
  /** Writes that were accepted and are not committed yet. */
  readonly #queued = new Map<string, SetOperation & Entry>();
  readonly #told = new WeakSet<CacheError>();
  /** Why writes were not committed: for each `flush()` under way, and of queued ones for the next. */
  readonly #flushes = new Set<CacheError[]>();
  #lost: CacheError[] = [];
  #session: StoreSession | undefined;
  #lastBackend: Backend | undefined;

  constructor(configuration: Configuration) {
    const { now, memory } = configuration;
    this.configuration = configuration;
    this.#tier = new MemoryTier(memory, now);
    this.#batcher = new Batcher(() => this.#open(), now);
  }

  get backend(): Backend | undefined {
    return this.#session ? this.#session.backend : this.#lastBackend;
  }

  /**
   * Whether a call may be answered with what another one gave or loaded. Not on a server where nothing
   * is kept: two calls may be two users' there.
   */
  get mayShare(): boolean {
    const { backend } = this;
    return backend ? backend !== 'null' : isBrowser();
  }

  /** The live entry under a key where memory has it: what was accepted comes before what is committed. */
  peek(key: string, type: 'get' | 'has' = 'get'): Outcome | undefined {
    const queued = this.#queued.get(key);
    if (!queued || !this.mayShare) return this.#tier.get(key, type);
    if (!isLive(queued, this.configuration.now())) return undefined;
    const { expires, written } = queued;
    const found = { hit: true, expires, written };
    return type === 'get' ? { ...found, value: decodeCopy(queued) } : found;
  }

  /** All from memory at this moment, or all in one transaction: never half of what was stored together. */
  async readMany(places: readonly Place[]): Promise<Outcome[]> {
    const held: Outcome[] = [];
    for (const { key } of places) {
      const outcome = this.peek(key);
      if (!outcome) return Promise.all(places.map((place) => this.read({ type: 'get', ...place })));
      held.push(outcome);
    }
    return held;
  }

  /** A read of a walk: it renews what memory holds, and adds nothing to it. */
  scan(type: 'get' | 'has', key: string): Promise<Outcome> {
    const held = this.#tier.get(key, 'has');
    const operation = { type, key, address: held?.address };
    if (held) this.#guard(operation);
    return this.submit(operation);
  }

  /** Where the store fails, a read is a miss, with the error in it. */
  async read(operation: KeyedOperation): Promise<Outcome> {
    if (operation.type !== 'has') this.#guard(operation);
    try {
      return await this.submit(operation);
    } catch (error) {
      if (!(error instanceof CacheError)) throw error;
      this.tell(error);
      return { hit: false, error };
    }
  }

  /** Rejects with what failed, alone or with its batch, as an error on the key that the caller calls `name`. */
  async submit(operation: Operation, name?: string, canWait = false): Promise<Outcome> {
    // A wrong clock throws here, before anything is changed.
    this.configuration.now();
    if (isWrite(operation)) this.#overtake(operation);
    if (operation.type === 'set' || operation.type === 'add') this.#guard(operation);
    try {
      const outcome = await this.#batcher.submit(operation, canWait);
      if (outcome.error) throw outcome.error;
      if (this.#unguard(operation)) this.#keep(operation, outcome);
      return outcome;
    } catch (failure) {
      this.#unguard(operation);
      const error = toError(failure as Failure, name);
      if (isWrite(operation) && !ANSWERS.includes((failure as Failure).code))
        this.#lose(error as CacheError, canWait);
      throw error;
    }
  }

  /** A `set` of the key that its caller calls `name`: done when committed or when accepted, as configured. */
  set(operation: SetOperation, name: string): Promise<Outcome> {
    const { isQueued, now } = this.configuration;
    if (!isQueued) return this.submit(operation, name);
    const queued = { ...operation, written: now() };
    this.submit(queued, name, true).catch(() => {});
    this.#queued.set(operation.key, queued);
    return Promise.resolve({ hit: false });
  }

  /** The stored keys of a range, once the writes made before are settled. */
  async keys(range?: Parameters<StoreSession['keys']>[0]): Promise<string[]> {
    this.configuration.now();
    await this.#batcher.settled();
    try {
      return await this.#open().keys(range);
    } catch (error) {
      throw toCacheError(error);
    }
  }

  /** Rejects with what was accepted and not committed. */
  async flush(): Promise<void> {
    const errors = this.#lost;
    this.#lost = [];
    this.#flushes.add(errors);
    const settled = this.#batcher.settled();
    this.#session?.flush?.(false);
    await settled;
    this.#flushes.delete(errors);
    const [first, second] = errors;
    if (!first) return;
    if (!second) throw first;
    const { code, message, key } = first;
    throw new CacheError(code, message, { key, cause: new AggregateError(errors) });
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#letGo()?.close();
    }
  }

  /** Clears in the order of the calls; where more was asked since, the entries' place is in use again. */
  async destroy(): Promise<void> {
    const cleared = this.submit({ type: 'clear' });
    const { submitted } = this.#batcher;
    await cleared;
    if (this.#batcher.submitted === submitted) await this.#letGo()?.destroy();
  }

  /** Tells of a failure that no call rejects with; of one that many calls share, once. */
  tell(failure: Failure): void {
    const error = toError(failure) as CacheError;
    if (this.#told.has(error)) return;
    this.#told.add(error);
    this.#emit('error', error);
  }

  #emit(type: keyof CacheEvents, error?: Failure): void {
    this.events.dispatchEvent(Object.assign(new Event(type), error && { error }));
  }

  /** Notes for `flush()` why a write was not committed; nobody else hears of one that was queued. */
  #lose(error: CacheError, wasQueued: boolean): void {
    const isAwaited = this.#flushes.size > 0;
    const lists = isAwaited || !wasQueued ? this.#flushes : [this.#lost];
    for (const errors of lists) if (errors.length < MOST_LOST) errors.push(error);
    if (wasQueued) this.tell(error);
  }

  /** What a write of one's own makes out of date, at the moment of the call. */
  #overtake(operation: Operation): void {
    const change = changeOf(operation);
    forget(this.#queued, change);
    // These leave it to the store who was first.
    const isRemoval = operation.type === 'touch' && operation.expires === -Infinity;
    const landsFlights = isRemoval || !['add', 'touch', 'incr'].includes(operation.type);
    this.#overtaken(change, landsFlights);
  }

  /** What others did: nothing in memory that it concerns can be trusted any more. */
  #overtaken(change: Change, landsFlights = true): void {
    this.#tier.forget(change);
    forget(this.#guards, change);
    if (landsFlights) forget(this.flights, change);
  }

  /** Lets the tier hold what a read found or a write stored, if nothing happens to the key until then. */
  #guard(operation: KeyedOperation): void {
    if (this.configuration.memory.maxEntries > 0) this.#guards.set(operation.key, operation);
  }

  /** Whether nothing has happened to the key of a guarded operation; it is guarded and queued no more. */
  #unguard(operation: Operation): operation is KeyedOperation {
    const { key } = operation as KeyedOperation;
    if (this.#queued.get(key) === operation) this.#queued.delete(key);
    return this.#guards.get(key) === operation && this.#guards.delete(key);
  }

  /** Holds the entry that is there after an operation, where its outcome shows it, and no other. */
  #keep(operation: KeyedOperation, outcome: Outcome): void {
    const { type, key } = operation;
    if (type === 'has' && outcome.hit) return;
    this.#tier.forget({ keys: [key] });
    const isStored = type === 'set' || (type === 'add' && !outcome.hit);
    const entry = { written: this.configuration.now(), ...(isStored ? operation : outcome) };
    if (!('expires' in entry) || entry.isHeavy || !this.#session?.isCoherent) return;
    // The reader has the value that was read.
    const value = isStored ? entry.value : copyOf(entry.value);
    this.#tier.put(key, { ...entry, value } as Entry);
  }

  #letGo(): StoreSession | undefined {
    const session = this.#session;
    this.#lastBackend = session?.backend ?? this.#lastBackend;
    this.#session = undefined;
    for (const type of LEAVING) globalThis.removeEventListener?.(type, this.#beforeLeaving);
    // Nobody tells any more what others do.
    this.#overtaken({});
    return session;
  }

  readonly #beforeLeaving = (): void => {
    this.#batcher.sendUrgently();
    this.#session?.flush?.(true);
  };

  #open(): StoreSession {
    if (this.#session) return this.#session;
    const { store, memory, ...settings } = this.configuration;
    if (settings.isQueued)
      for (const type of LEAVING) globalThis.addEventListener?.(type, this.#beforeLeaving);
    this.#session = store.open({
      ...settings,
      listener: {
        changed: (change) => this.#overtaken(change),
        failed: (failure) => this.tell(failure),
        degraded: (failure) => this.#emit('degraded', failure),
        restored: () => this.#emit('restored'),
      },
    });
    return this.#session;
  }
}
