/** What all views of one cache share: the open store, the batcher, the loaders under way, events. */
import { Batcher } from './batcher.js';
import { CacheError, type Failure } from './errors.js';
import { Emitter } from './events.js';
import { Flights } from './flights.js';
import type { Operation, Outcome } from './operation.js';
import type { Configuration } from './options.js';
import type { Scope, StoreSession } from './stores/store.js';
import type { Backend } from './types.js';

export class Engine {
  readonly configuration: Configuration;
  readonly events = new Emitter();
  readonly flights = new Flights();
  readonly #batcher: Batcher;
  readonly #told = new WeakSet<CacheError>();
  #session: StoreSession | undefined;
  #lastBackend: Backend | undefined;

  constructor(configuration: Configuration) {
    this.configuration = configuration;
    this.#batcher = new Batcher((batch) => this.#open().execute(batch), configuration.now);
  }

  get backend(): Backend | undefined {
    return this.#session ? this.#session.backend : this.#lastBackend;
  }

  submit(operation: Operation): Promise<Outcome> {
    this.flights.overtake(operation);
    return this.#batcher.submit(operation);
  }

  /** The stored keys of a scope, once the writes made before are settled. */
  async keys(scope: Scope): Promise<string[]> {
    await this.#batcher.settled();
    return this.#open().keys(scope);
  }

  /** Rejects with what was accepted and not committed. */
  async flush(): Promise<void> {
    const errors = await this.#batcher.settled();
    if (errors.length > 1)
      throw new CacheError(errors[0]!.code, errors[0]!.message, {
        cause: new AggregateError(errors),
      });
    if (errors.length > 0) throw errors[0];
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
    await this.submit({ type: 'clear' });
    if (this.#batcher.isIdle) await this.#letGo()?.destroy();
  }

  #letGo(): StoreSession | undefined {
    const session = this.#session;
    this.#lastBackend = session?.backend ?? this.#lastBackend;
    this.#session = undefined;
    this.flights.overtakeAll();
    return session;
  }

  /** Tells of a failure that no call rejects with; of one that many calls share, once. */
  tell(error: CacheError): void {
    if (this.#told.has(error)) return;
    this.#told.add(error);
    this.events.emit({ type: 'error', error });
  }

  #open(): StoreSession {
    const { store, ...settings } = this.configuration;
    this.#session ??= store.open({
      ...settings,
      listener: {
        changed: (change) => this.flights.overtakenBy(change),
        failed: (failure) => this.tell(toCacheError(failure)),
        degraded: (failure) => this.events.emit({ type: 'degraded', error: toCacheError(failure) }),
        restored: () => this.events.emit({ type: 'restored' }),
      },
    });
    return this.#session;
  }
}

function toCacheError(failure: Failure): CacheError {
  if (failure instanceof CacheError) return failure;
  const { code, message, cause } = failure;
  return new CacheError(code === 'invalid-argument' ? 'unknown' : code, message, { cause });
}
