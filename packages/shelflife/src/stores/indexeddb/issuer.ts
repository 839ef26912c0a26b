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
  /** Whether all that it was given has been made. */
  readonly isDone: boolean;
  /** Makes these; to be called when those before are made. */
  issue(requests: Iterator<IDBRequest>): void;
}

/**
 * @param isWhole all are made at once
 * @param step runs what is done when some have succeeded
 * @param succeeded called then, after the next portion is made
 */
export function issuer(
  isWhole: boolean | undefined,
  step: (work: () => void) => void,
  succeeded: () => void,
): Issuer {
  let rest: Iterator<IDBRequest> | undefined;
  let made = 0;

  const make = (portion: number) => {
    for (let left = portion; rest && left > 0; left--) {
      const { done, value } = rest.next();
      if (done) rest = undefined;
      else if (made++ % LISTENED_TO === 0) value.onsuccess = () => step(goOn);
    }
  };

  const goOn = () => {
    make(NEXT);
    succeeded();
  };

  return {
    get isDone() {
      return !rest;
    },
    issue(requests) {
      rest = requests;
      make(isWhole ? Infinity : FIRST);
    },
  };
}
