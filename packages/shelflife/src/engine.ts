/** What all views of one cache share: the open store, what memory holds, loaders, events. */
import { Batcher } from './batcher.js';
import { CacheError, type Failure, toCacheError, toError } from './errors.js';
import type { Flight } from './get-or-set.js';
import { MemoryTier } from './memory-tier.js';
import {
  type Change,
  changeOf,
  type Entry,
  forget,
  isWrite,
  type KeyedOperation,
  type Operation,
  type Outcome,
} from './operation.js';
import type { Configuration } from './options.js';
import { copyAgain } from './snapshot.js';
import type { StoreSession } from './stores/store.js';
import { isLive } from './timeout.js';
import type { Backend, CacheEvents } from './types.js';

/** How many failures of queued writes are kept for `flush()` to tell. */
const MOST_LOST = 100;

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
  #lost: CacheError[] = [];
  #session: StoreSession | undefined;
  #lastBackend: Backend | undefined;

  constructor(configuration: Configuration) {
    const { now, memory } = configuration;
    this.configuration = configuration;
    this.#tier = new MemoryTier(memory, now);
    this.#batcher = new Batcher(
      (batch) => this.#open().execute(batch),
      now,
      () => this.#session?.gathers === true,
    );
  }

  get backend(): Backend | undefined {
    return this.#session ? this.#session.backend : this.#lastBackend;
  }

  /** The live entry under a key where memory has it: what was accepted comes before what is committed. */
  peek(key: string): Outcome | undefined {
    const queued = this.#queued.get(key);
    if (!queued) return this.#tier.get(key);
    const isThere = isLive(queued, this.configuration.now());
    return isThere ? { ...queued, hit: true, value: copyAgain(queued) } : undefined;
  }

  /** Where the store fails, a read is a miss. */
  async read(operation: KeyedOperation): Promise<Outcome> {
    const outcome = this.submit(operation);
    this.#guard(operation, outcome);
    try {
      const found = await outcome;
      if (found.error) throw found.error;
      return found;
    } catch (error) {
      this.tell(error as CacheError);
      return { hit: false };
    }
  }

  submit(operation: Operation, canWait = false): Promise<Outcome> {
    if (isWrite(operation)) this.#overtake(operation);
    const outcome = this.#batcher.submit(operation, canWait);
    if (operation.type === 'set' || operation.type === 'add') this.#guard(operation, outcome);
    return outcome;
  }

  /** A `set` of the key that its caller calls `name`: done when committed or when accepted, as configured. */
  set(operation: SetOperation, name: string): Promise<Outcome> {
    const { isQueued, now } = this.configuration;
    if (!isQueued) return this.submit(operation);
    const { key } = operation;
    const queued = { ...operation, written: now() };
    const settled = (error?: Failure) => {
      if (this.#queued.get(key) === queued) this.#queued.delete(key);
      if (error) this.#lose(toError(error, name) as CacheError);
    };
    this.submit(operation, true).then(({ error }) => settled(error), settled);
    this.#queued.set(key, queued);
    return Promise.resolve({ hit: false });
  }

  /** The stored keys of a range, once the writes made before are settled. */
  async keys(range?: Parameters<StoreSession['keys']>[0]): Promise<string[]> {
    await this.#batcher.settled();
    try {
      return await this.#open().keys(range);
    } catch (error) {
      throw toCacheError(error);
    }
  }

  /** Rejects with what was accepted and not committed. */
  async flush(): Promise<void> {
    const settled = this.#batcher.settled();
    this.#session?.flush?.(false);
    const unsettled = await settled;
    const errors = [...new Set([...this.#lost.splice(0), ...unsettled])];
    if (errors.length < 2) {
      if (errors.length > 0) throw errors[0];
      return;
    }
    const { code, message, key } = errors[0]!;
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
    const error = failure instanceof CacheError ? failure : (toError(failure) as CacheError);
    if (this.#told.has(error)) return;
    this.#told.add(error);
    this.#emit('error', error);
  }

  #emit(type: keyof CacheEvents, error?: Failure): void {
    this.events.dispatchEvent(Object.assign(new Event(type), error && { error }));
  }

  #lose(error: CacheError): void {
    if (this.#lost.length < MOST_LOST) this.#lost.push(error);
    this.tell(error);
  }

  /** What a write of one's own makes out of date, at the moment of the call. */
  #overtake(operation: Operation): void {
    const change = changeOf(operation);
    forget(this.#queued, change);
    this.#tier.forget(change);
    forget(this.#guards, change);
    // These leave it to the store who was first.
    const isRemoval = operation.type === 'touch' && operation.expires === -Infinity;
    if (isRemoval || !['add', 'touch', 'incr'].includes(operation.type))
      forget(this.flights, change);
  }

  /** What others did: nothing in memory that it concerns can be trusted any more. */
  #overtaken(change: Change): void {
    this.#tier.forget(change);
    forget(this.#guards, change);
    forget(this.flights, change);
  }

  /** Lets the tier hold what a read found or a write stored, if nothing happens to the key until then. */
  #guard(operation: KeyedOperation, outcome: Promise<Outcome>): void {
    const { key, type } = operation;
    if (type === 'has' || this.configuration.memory.maxEntries === 0) return;
    this.#guards.set(key, operation);
    const done = (entry?: Entry) => {
      if (this.#guards.get(key) !== operation) return;
      this.#guards.delete(key);
      if (entry && this.#session?.isCoherent) this.#tier.put(key, entry);
    };
    outcome.then(
      (found) => done(this.#entryIn(operation, found)),
      () => done(),
    );
  }

  /** The entry that is there after an operation, where its outcome shows it. */
  #entryIn(operation: KeyedOperation, { error, ...found }: Outcome): Entry | undefined {
    if (error || (found.hit !== (operation.type === 'get') && operation.type !== 'set'))
      return undefined;
    return {
      written: this.configuration.now(),
      ...(operation.type === 'get' ? found : operation),
    } as Entry;
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
