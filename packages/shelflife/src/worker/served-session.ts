/** A session of the default store as the worker serves it: behind a batcher of its own. */
import { Batcher } from '../core/batcher.js';
import type { CacheError, Failure } from '../model/errors.js';
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

  constructor(settings: PlainSettings, postNotice: (notice: Omit<Notice, 'session'>) => void) {
    this.#session = defaultStore().open({
      ...settings,
      now: this.#clock.now,
      latest: this.#clock.latest,
      listener: {
        changed: (changed) => postNotice({ changed }),
        failed: (failure) => postNotice({ failed: encodeFailure(failure) }),
        degraded: (failure) => postNotice({ degraded: encodeFailure(failure) }),
        restored: () => postNotice({ restored: true }),
      },
    });
    this.#batcher = new Batcher(() => this.#session, this.#clock.last);
  }

  /** @param arrivals the values that were sent ahead, by their place in the batch */
  execute(batch: Batch, arrivals: ReadonlyMap<number, Arrival>): Promise<Reply<Outcome[]>> {
    const { now, operations, canWait, isUrgent } = batch;
    this.#clock.set(now);
    const outcomes = operations.map((operation, place) =>
      this.#submit(operation, canWait, arrivals.get(place)),
    );
    if (isUrgent) this.#batcher.sendUrgently();
    return this.#reply(Promise.all(outcomes).then((all) => all.map(encodeOutcome)));
  }

  async keys(range: { from: string; to: string } | undefined): Promise<Reply<string[]>> {
    await this.#batcher.settled();
    return this.#reply(this.#session.keys(range));
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

  /** An operation whose value could not be read fails alone; a `set` also removes the older value. */
  #submit(operation: Operation, canWait?: boolean, arrival?: Arrival): Promise<Outcome> {
    if (!arrival) return this.#batcher.submit(operation, canWait);
    if (!arrival.error) return this.#batcher.submit({ ...operation, ...arrival }, canWait);
    const refused: Outcome = { hit: false, error: arrival.error };
    if (operation.type !== 'set') return Promise.resolve(refused);
    return this.#batcher.submit(removal(operation.key), canWait).then(() => refused);
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

function encodeOutcome(outcome: Outcome): Outcome {
  return outcome.error ? { ...outcome, error: encodeFailure(outcome.error as Failure) } : outcome;
}
