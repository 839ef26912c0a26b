/**
 * A transaction that always settles: with its result, with an error, or at the deadline. Every use of the
 * database goes through it.
 */
import { CacheError } from '../../model/errors.js';
import { Deadline } from '../../platform/deadline.js';
import { classify, isDatabaseFailure } from './failure.js';

export interface TransactionOptions {
  /** Ms without progress after which it fails. */
  readonly deadline: number;
  readonly durability?: 'relaxed' | 'strict';
}

/**
 * Does `work` on the first of the object stores, in a transaction over all of them. Resolves to what `work`
 * passes to `handle.answer()`. If it rejects with a `CacheError`, nothing was changed, unless the code is
 * `outcome-unknown`.
 */
export function inTransaction<T>(
  db: IDBDatabase,
  storeNames: string | string[],
  mode: IDBTransactionMode,
  { deadline, durability }: TransactionOptions,
  work: (store: IDBObjectStore, handle: TransactionHandle<T>) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const handle = new TransactionHandle<T>(deadline, resolve, reject);
    handle.step(() => {
      const tx = db.transaction(storeNames, mode, { durability });
      handle.begin(tx, mode === 'readonly');
      work(tx.objectStore([storeNames].flat()[0]!), handle);
    });
  });
}

/** Through this the work in a transaction reports progress, its result and failures. */
export class TransactionHandle<T> {
  readonly #deadline: Deadline;
  readonly #resolve: (result: T) => void;
  readonly #reject: (error: CacheError) => void;
  #tx: IDBTransaction | undefined;
  #isReading = false;
  #isCommitting = false;
  #result: T | undefined;

  constructor(ms: number, resolve: (result: T) => void, reject: (error: CacheError) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#deadline = new Deadline(ms, () =>
      this.fail(new CacheError('timeout', `IndexedDB: no progress for ${ms / 1000} s`)),
    );
  }

  begin(tx: IDBTransaction, isReading: boolean): void {
    this.#tx = tx;
    this.#isReading = isReading;
    tx.oncomplete = () => this.#settle();
    tx.onabort = () => this.fail(tx.error);
  }

  /** Call when a request has succeeded. */
  progress(): void {
    this.#deadline.progress();
  }

  /** Sets the result. A reading transaction resolves to it at once, a writing one on completion. */
  answer(result: T): void {
    this.#result = result;
    if (this.#isReading) this.#settle();
  }

  /**
   * Call when all requests are issued. From here on the transaction cannot be aborted. Further calls do
   * nothing.
   */
  commit(): void {
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    this.step(() => this.#tx?.commit());
  }

  /** Does a step of the work. If the step throws, the transaction fails with that error. */
  step(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Rejects, and aborts the transaction if it is not committing. */
  fail(error: unknown): void {
    this.#deadline.stop();
    const failure = classify(error);
    // A connection may be lost before or after the commit, depending on the browser.
    const isUnsure = this.#isCommitting && isDatabaseFailure(failure);
    this.#reject(isUnsure ? new CacheError('outcome-unknown', failure.message, failure) : failure);
    if (!this.#isCommitting)
      try {
        this.#tx?.abort();
      } catch {
        // It has already ended.
      }
  }

  #settle(): void {
    this.#deadline.stop();
    this.#resolve(this.#result as T);
  }
}
