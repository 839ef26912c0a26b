/**
 * A transaction that always settles: with its result, with what made it fail, or at the deadline. What
 * every use of the database goes through.
 */
import { CacheError } from '../../model/errors.js';
import { watchdog } from '../../platform/deadline.js';
import { classify, mayBeOnesFault } from './failure.js';

export interface TransactionOptions {
  /** Ms without progress after which it is given up. */
  readonly deadline: number;
  readonly durability?: 'relaxed' | 'strict';
}

/** What work in a transaction tells of itself. */
export interface Guard<T> {
  /** A request has succeeded. */
  progress(): void;
  /** All requests are made: from here on there is no way back. To say so again changes nothing. */
  commit(): void;
  /** The result: of what only reads at once, else on completion. */
  answer(result: T): void;
  /** Does a step of the work, which fails with what it throws. */
  step(work: () => void): void;
  /** The work has failed: aborts the transaction. */
  fail(error: unknown): void;
}

/**
 * Does `work` on the first of the object stores in a transaction over all of them. Resolves to what it answers; rejects with a
 * `CacheError`, and nothing was changed unless its code is `outcome-unknown`.
 */
export function inTransaction<T>(
  db: IDBDatabase,
  storeNames: string | string[],
  mode: IDBTransactionMode,
  { deadline, durability }: TransactionOptions,
  work: (store: IDBObjectStore, guard: Guard<T>) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let isCommitting = false;
    let tx: IDBTransaction | undefined;
    let result: T;

    const settle = () => {
      dog.stop();
      resolve(result);
    };
    const fail = (error: unknown) => {
      dog.stop();
      const failure = classify(error);
      // On some browsers the connection has gone before the commit, on some after it.
      const isUnsure = isCommitting && !mayBeOnesFault(failure);
      reject(isUnsure ? new CacheError('outcome-unknown', failure.message, failure) : failure);
      // Where it can be aborted still, it is; where not, it has ended or can't be called back.
      if (!isCommitting)
        try {
          tx?.abort();
        } catch {}
    };
    const dog = watchdog(deadline, () =>
      fail(new CacheError('timeout', `IndexedDB: no progress for ${deadline / 1000} s`)),
    );
    const guard: Guard<T> = {
      progress: dog.progress,
      answer(value) {
        result = value;
        if (mode === 'readonly') settle();
      },
      commit() {
        if (isCommitting) return;
        isCommitting = true;
        guard.step(() => tx?.commit());
      },
      step(work) {
        try {
          work();
        } catch (error) {
          fail(error);
        }
      },
      fail,
    };
    guard.step(() => {
      tx = db.transaction(storeNames, mode, { durability });
      tx.oncomplete = settle;
      tx.onabort = () => fail(tx?.error);
      work(tx.objectStore([storeNames].flat()[0]!), guard);
    });
  });
}
