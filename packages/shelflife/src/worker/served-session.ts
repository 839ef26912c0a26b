/** A session in the worker: the default store behind its own batcher. */
import { Batcher } from '../core/batcher.js';
import type { EntriesSize } from '../model/codec/body.js';
import type { CacheError, Failure } from '../model/errors.js';
import type { KeyPage } from '../model/key-pages.js';
import type { Operation, Outcome } from '../model/operation.js';
import type { Batch, StoreSession } from '../model/store.js';
import { defaultStore } from '../stores/default.js';
import { removal } from '../stores/indexeddb/bisect.js';
import { CacheClock } from './cache-clock.js';
import { encodeFailure } from './failure-codec.js';
import type { Notice, PlainSettings, Reply } from './protocol.js';
import type { Arrival } from './unpack.js';

export class ServedSession {
  readonly #clock = new CacheClock();
  readonly #session: StoreSession;
  readonly #batcher: Batcher;
  #recent: readonly string[] = [];

  constructor(settings: PlainSettings, postNotice: (notice: Omit<Notice, 'session'>) => void) {
    this.#session = defaultStore(settings.hasOpened).open({
      ...settings,
      now: this.#clock.now,
      latest: this.#clock.latest,
      listener: {
        changed: (changed) => postNotice({ changed }),
        failed: (failure) => postNotice({ failed: encodeFailure(failure) }),
        degraded: (failure) => postNotice({ degraded: encodeFailure(failure) }),
        restored: () => postNotice({ restored: true }),
        evicted: (evicted) => postNotice({ evicted }),
        recent: () => this.#recent,
      },
    });
    this.#batcher = new Batcher(() => this.#session, this.#clock.last);
  }

  /**
   * @param arrivals the values that were sent ahead, by their index in the batch
   * @param recent the keys that the page has lately read
   */
  execute(
    batch: Batch,
    arrivals: ReadonlyMap<number, Arrival>,
    recent = this.#recent,
  ): Promise<Reply<Outcome[]>> {
    this.#recent = recent;
    const { now, operations, canWait, isUrgent } = batch;
    this.#clock.set(now);
    const complete = operations.map((operation, place) =>
      withArrival(operation, arrivals.get(place)),
    );
    const outcomes = this.#batcher.submit(complete, canWait);
    if (isUrgent) this.#batcher.sendUrgently();
    return this.#reply(
      outcomes.then((all) =>
        all.map((outcome, place) => encodeOutcome(outcome, arrivals.get(place)?.error)),
      ),
    );
  }

  async keys(...page: Parameters<StoreSession['keys']>): Promise<Reply<KeyPage>> {
    await this.#batcher.settled();
    return this.#reply(this.#session.keys(...page));
  }

  async size(): Promise<Reply<EntriesSize>> {
    await this.#batcher.settled();
    return this.#reply(this.#session.size!());
  }

  listen(isListening: boolean): Reply<true> {
    this.#session.listen?.(isListening);
    const { backend, isCoherent = false } = this.#session;
    return { value: true, backend, isCoherent };
  }

  flush(isUrgent: boolean): void {
    if (isUrgent) this.#batcher.sendUrgently();
    else this.#batcher.settled();
    this.#session.flush?.(isUrgent);
  }

  async close(): Promise<void> {
    await this.#batcher.settled();
    await this.#session.close();
  }

  async #reply<T>(result: Promise<T>): Promise<Reply<T>> {
    const answer = await result.then(
      (value) => ({ value }),
      (error: CacheError) => ({ error: encodeFailure(error) }),
    );
    const { backend, isCoherent = false } = this.#session;
    return { ...answer, backend, isCoherent };
  }
}

/**
 * The operation with the value that arrived ahead of it. If that value is unreadable, nothing is stored, but a
 * `set` still removes the older value.
 */
function withArrival(operation: Operation, arrival?: Arrival): Operation {
  if (!arrival || !('key' in operation)) return operation;
  if (!arrival.error) return { ...operation, ...arrival };
  const { type, key } = operation;
  return type === 'set' ? removal(key) : { type: 'has', key };
}

/** @param refusal why the operation's value could not be read */
function encodeOutcome(outcome: Outcome, refusal?: Failure): Outcome {
  if (refusal) return { hit: false, error: encodeFailure(refusal) };
  return outcome.error ? { ...outcome, error: encodeFailure(outcome.error) } : outcome;
}
