/**
 * Makes the requests of a transaction a portion at a time: many thousands of them in one task would
 * freeze the page, and leave a worker unable to say that it is alive.
 */

import type { Guard } from './in-transaction.js';

/** So many are made at once, and so many more each time that some have succeeded. */
const FIRST = 512;
const NEXT = 128;

/** One request in so many is listened to, which tells enough. */
const LISTENED_TO = 32;

/**
 * Makes `requests` as they are iterated. One that comes twice in a row is waited for.
 *
 * @param isWhole all are made at once
 * @param finish called each time that some have succeeded and all have been made
 * @returns whether all have been made already
 */
export function issue(
  requests: Iterator<IDBRequest>,
  isWhole: boolean | undefined,
  guard: Pick<Guard<unknown>, 'progress' | 'step'>,
  finish: () => void,
): boolean {
  let last: IDBRequest | undefined;
  let made = 0;

  const make = (portion: number): boolean => {
    for (let left = isWhole ? Infinity : portion; left > 0; left--) {
      const { done, value } = requests.next();
      if (done) return true;
      const isAgain = value === last;
      if (isAgain || made++ % LISTENED_TO === 0) value.onsuccess = () => guard.step(goOn);
      if (isAgain) return false;
      last = value;
    }
    return false;
  };

  const goOn = () => {
    guard.progress();
    if (make(NEXT)) finish();
  };

  return make(FIRST);
}
