/**
 * Makes the requests of a transaction a portion at a time: many thousands of them in one task would
 * freeze the page, and leave a worker unable to say that it is alive.
 */

import type { Guard } from './guard.js';

/** So many are made at once, and so many more each time that some have succeeded. */
const FIRST = 512;
const NEXT = 128;

/** One request in so many is listened to, which tells enough. */
const LISTENED_TO = 32;

/**
 * Makes `requests` as they are iterated. One that comes twice in a row is waited for.
 *
 * @param isWhole all are made at once
 * @param succeeded called when some have succeeded, after the next portion is made
 * @returns whether all have been made
 */
export function issue(
  requests: Iterator<IDBRequest>,
  isWhole: boolean | undefined,
  guard: Pick<Guard<unknown>, 'progress' | 'step'>,
  succeeded: () => void,
): () => boolean {
  let last: IDBRequest | undefined;
  let made = 0;
  let isDone = false;

  const make = (portion: number) => {
    for (let left = isWhole ? Infinity : portion; left > 0; left--) {
      const { done = false, value } = requests.next();
      isDone = done;
      if (done) return;
      if (value === last || made++ % LISTENED_TO === 0) value.onsuccess = () => guard.step(goOn);
      if (value === last) return;
      last = value;
    }
  };

  const goOn = () => {
    guard.progress();
    make(NEXT);
    succeeded();
  };

  make(FIRST);
  return () => isDone;
}
