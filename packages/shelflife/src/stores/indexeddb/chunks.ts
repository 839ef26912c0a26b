/**
 * Issues the requests of a transaction in chunks. Many thousands of them in one task would freeze the page,
 * and keep a worker from answering pings.
 */
import type { TransactionHandle } from './transaction.js';

/** How many requests are issued first, and how many more each time some have succeeded. */
const FIRST = 512;
const NEXT = 128;

/** One in this many requests has a listener, which reports progress often enough. */
const LISTENED_TO = 32;

/** A request that was just issued. With `waitFor`, the next step depends on its result. */
export type Step = IDBRequest | { readonly waitFor: IDBRequest };

/** Yields until `request` is done. */
export function* answerOf<T>(request: IDBRequest<T>): Generator<Step, T> {
  while (request.readyState === 'pending') yield { waitFor: request };
  return request.result;
}

/**
 * Issues requests by iterating over `steps`.
 *
 * @param isWhole whether all are issued at once, except where a step waits for a result
 * @param onIssued called each time a request with a listener succeeds, once all are issued
 * @returns whether all were issued already
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
