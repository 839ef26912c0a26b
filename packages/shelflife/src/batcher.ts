/**
 * Gathers the operations of a tick into one batch, and what comes while a write is under way into
 * the next: calls act in their order, and many of them cost one transaction.
 */
import { CacheError, type CacheErrorCode, type Failure, toError } from './errors.js';
import { isWrite, type Operation, type Outcome } from './operation.js';
import type { Batch } from './stores/store.js';

interface Pending {
  readonly operation: Operation;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: CacheError) => void;
}

export class Batcher {
  readonly #execute: (batch: Batch) => Promise<Outcome[]>;
  readonly #now: () => number;
  #queue: Pending[] = [];
  #scheduled = false;
  #writing = false;
  readonly #unsettled = new Set<Promise<Outcome>>();

  constructor(execute: (batch: Batch) => Promise<Outcome[]>, now: () => number) {
    this.#execute = execute;
    this.#now = now;
  }

  /** Whether nothing has been asked that is still to be sent. */
  get isIdle(): boolean {
    return this.#queue.length === 0;
  }

  /** Resolves to the operation's outcome; rejects with a `CacheError` if its batch failed. */
  submit(operation: Operation): Promise<Outcome> {
    const outcome = new Promise<Outcome>((resolve, reject) => {
      this.#queue.push({ operation, resolve, reject });
    });
    if (isWrite(operation)) this.#track(outcome);
    if (!this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(() => this.#flush());
    }
    return outcome;
  }

  /** Resolves when the writes submitted so far are settled: to the errors of those that failed. */
  async settled(): Promise<CacheError[]> {
    const results = await Promise.allSettled(this.#unsettled);
    return results.flatMap((result) => {
      if (result.status === 'rejected') return [result.reason];
      const { error } = result.value;
      return error && !ANSWERS.includes(error.code)
        ? [toError(error, undefined) as CacheError]
        : [];
    });
  }

  #track(outcome: Promise<Outcome>): void {
    this.#unsettled.add(outcome);
    const forget = () => this.#unsettled.delete(outcome);
    outcome.then(forget, forget);
  }

  #flush(): void {
    this.#scheduled = false;
    while (!this.#writing && this.#queue.length > 0) this.#send(this.#take());
  }

  /** All that is queued, up to a `clear`: what comes after a range has a batch of its own. */
  #take(): Pending[] {
    const end = this.#queue.findIndex(({ operation }) => operation.type === 'clear') + 1;
    const batch = this.#queue;
    this.#queue = end > 0 ? batch.splice(end) : [];
    return batch;
  }

  async #send(pending: Pending[]): Promise<void> {
    const writes = pending.some(({ operation }) => isWrite(operation));
    if (writes) this.#writing = true;
    try {
      await this.#run(pending);
    } catch (error) {
      await this.#fail(pending, toCacheError(error));
    }
    if (!writes) return;
    this.#writing = false;
    this.#flush();
  }

  async #run(pending: Pending[]): Promise<void> {
    const operations = pending.map(({ operation }) => operation);
    const outcomes = await this.#execute({ now: this.#now(), operations });
    pending.forEach(({ resolve }, at) => {
      resolve(outcomes[at]!);
    });
  }

  async #fail(pending: Pending[], error: CacheError): Promise<void> {
    if (UNANSWERED.includes(error.code))
      return rejectAll([...pending, ...this.#queue.splice(0)], error);
    // Reads that went down with somebody's writes are run again, alone; not where they would wait again.
    const isStuck = error.code === 'outcome-unknown';
    const reads = isStuck ? [] : pending.filter(({ operation }) => !isWrite(operation));
    const alone = reads.length < pending.length ? reads : [];
    rejectAll(
      pending.filter((one) => !alone.includes(one)),
      error,
    );
    if (alone.length > 0)
      await this.#run(alone).catch((again) => rejectAll(alone, toCacheError(again)));
  }
}

/** The store does not answer: what is queued behind has waited for it as well, and is not sent. */
const UNANSWERED: readonly CacheErrorCode[] = ['timeout', 'unavailable', 'connection'];

/** Errors that answer the call, and are no failure to commit it. */
const ANSWERS: readonly Failure['code'][] = ['key-not-found', 'invalid-argument'];

function rejectAll(pending: readonly Pending[], error: CacheError): void {
  for (const { reject } of pending) reject(error);
}

function toCacheError(error: unknown): CacheError {
  if (error instanceof CacheError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CacheError('unknown', `The store failed: ${message}`, { cause: error });
}
