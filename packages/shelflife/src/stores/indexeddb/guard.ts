/**
 * A transaction that always settles: with its result, with what made it fail, or at the deadline. What
 * every use of the database goes through.
 */
import type { CacheError } from '../../errors.js';
import { classify, lostInCommit, stalled } from './failure.js';
import { Watchdog } from './watchdog.js';

export interface TransactionOptions {
  /** Ms without progress after which it is given up. */
  readonly deadline: number;
  readonly durability?: 'relaxed' | 'strict';
}

/** What work in a transaction tells of itself. */
export interface Guard<T> {
  /** A request has succeeded. */
  progress(): void;
  /** All requests are made: from here on there is no way back. */
  commit(): void;
  /** The result, where that need not wait for the transaction's end. */
  answer(result: T): void;
  /** Does a step of the work; what it throws aborts the transaction. */
  step(work: () => void): void;
}

/**
 * Does `work` on an object store in a transaction. Resolves on completion, to what the function that
 * `work` returns gives then; rejects with a `CacheError`, and nothing was changed unless its code is
 * `outcome-unknown`.
 */
export function inTransaction<T>(
  db: IDBDatabase,
  storeName: string,
  mode: IDBTransactionMode,
  { deadline, durability = 'relaxed' }: TransactionOptions,
  work: (store: IDBObjectStore, guard: Guard<T>) => () => T,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let committing = false;
    let tx: IDBTransaction | undefined;
    let result: () => T;

    const fail = (error: CacheError) => {
      dog.stop();
      reject(error);
      // Where it can be aborted still, it is; where not, it has ended or can't be called back.
      if (!committing)
        try {
          tx?.abort();
        } catch {}
    };
    const dog = new Watchdog(deadline, () => fail(stalled(deadline, committing)));
    const guard: Guard<T> = {
      progress: dog.progress,
      answer(value) {
        dog.stop();
        resolve(value);
      },
      commit() {
        committing = true;
        guard.step(() => tx?.commit());
      },
      step(work) {
        try {
          work();
        } catch (error) {
          fail(classify(error));
        }
      },
    };
    guard.step(() => {
      tx = db.transaction(storeName, mode, { durability });
      tx.oncomplete = () => guard.answer(result());
      tx.onabort = () => fail(whyAborted(tx?.error, committing));
      result = work(tx.objectStore(storeName), guard);
    });
  });
}

/** For no named reason while committing: the connection may have died before the commit or after it. */
function whyAborted(error: unknown, committing: boolean): CacheError {
  const failure = classify(error);
  return committing && failure.code === 'connection' ? lostInCommit(failure) : failure;
}
