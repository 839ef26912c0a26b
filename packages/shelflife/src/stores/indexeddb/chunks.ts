/**
 * Makes the requests of a transaction a chunk at a time: many thousands of them in one task would
 * freeze the page, and leave a worker unable to say that it is alive.
 */
import type { TransactionHandle } from './transaction.js';

/** So many are made at once, and so many more each time that some have succeeded. */
const FIRST = 512;
const NEXT = 128;

/** One request in so many is listened to, which shows progress often enough. */
const LISTENED_TO = 32;

/** A request as it is made; in `waitFor`, one whose result the next one depends on. */
export type Step = IDBRequest | { readonly waitFor: IDBRequest };

/** Yields until `request` is done. */
export function* answerOf<T>(request: IDBRequest<T>): Generator<Step, T> {
  while (request.readyState === 'pending') yield { waitFor: request };
  return request.result;
}

/**
 * Makes requests by iterating `steps`.
 *
 * @param isWhole all are made at once, but for waiting
 * @param onIssued called if all are made only after some have succeeded, and each time that others succeed
 * @returns whether all have been made already
 */
export function issueInChunks(
  steps: Iterator<Step>,
  isWhole: boolean | undefined,
  handle: Pick<TransactionHandle<unknown>, 'progress' | 'step'>,
  onIssued: () => void,
): boolean {
  let issued = 0;

  const issue = (count: number): boolean => {
    for (let left = isWhole ? Infinity : count; left > 0; left--) {
      const { done, value } = steps.next();
      if (done) return true;
      const isWaiting = 'waitFor' in value;
      const request = isWaiting ? value.waitFor : value;
      if (isWaiting || issued++ % LISTENED_TO === 0) request.onsuccess = onSuccess;
      if (isWaiting) return false;
    }
    return false;
  };

  const onSuccess = () =>
    handle.step(() => {
      handle.progress();
      if (issue(NEXT)) onIssued();
    });

  return issue(FIRST);
}
