/**
 * Makes the requests of a transaction a portion at a time: many thousands of them in one task would
 * freeze the page, and leave a worker unable to say that it is alive.
 */

/** So many are made at once, and so many more each time that some have succeeded. */
const FIRST = 512;
const NEXT = 128;

/** One request in so many is listened to, which tells enough. */
const LISTENED_TO = 32;

export interface Issuer {
  /** Whether all that was added has been made. */
  readonly isDone: boolean;
  /** Makes these once those added before are made. */
  add(requests: Iterable<IDBRequest>): void;
  /** Makes what is left at once. */
  finish(): void;
}

/** @param succeeded called when some have succeeded, after the next portion is made */
export function issuer(step: (work: () => void) => void, succeeded: () => void): Issuer {
  const queue: Iterator<IDBRequest>[] = [];
  let made = 0;

  const make = (portion: number) => {
    for (let left = portion; left > 0 && queue[0]; ) {
      const { done, value } = queue[0].next();
      if (done) queue.shift();
      else {
        left--;
        if (made++ % LISTENED_TO === 0) value.onsuccess = () => step(goOn);
      }
    }
  };

  const goOn = () => {
    make(NEXT);
    succeeded();
  };

  return {
    get isDone() {
      return queue.length === 0;
    },
    add(requests) {
      queue.push(requests[Symbol.iterator]());
      make(FIRST);
    },
    finish: () => make(Infinity),
  };
}
