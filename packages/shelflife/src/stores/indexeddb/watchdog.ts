/**
 * Deadlines that count time without progress, not time in all. One timer looks after all of them, as
 * one for each would cost more than the rest of a read.
 */
import { later } from '../../background.js';

/**
 * After a long task, or on return from a frozen tab, timers fire before the events that were waiting:
 * there is a second look before a dog barks.
 */
const GRACE = 30;

export interface Watchdog {
  progress(): void;
  stop(): void;
}

interface Dog {
  readonly ms: number;
  readonly bark: () => void;
  /** When there was progress last. */
  last: number;
  /** The same at the look that found it overdue. */
  suspect?: number;
}

const dogs = new Set<Dog>();
let nextLook = Infinity;
let callOff = () => {};

/** Calls `bark` once when there has been no `progress()` for `ms`, until `stop()`. */
export function watchdog(ms: number, bark: () => void): Watchdog {
  const dog: Dog = { ms, bark, last: performance.now() };
  dogs.add(dog);
  lookAt(dog.last + ms);
  return {
    progress() {
      dog.last = performance.now();
    },
    stop: () => dogs.delete(dog),
  };
}

function lookAt(time: number): void {
  if (time >= nextLook) return;
  callOff();
  nextLook = time;
  callOff = later(time - performance.now(), look);
}

function look(): void {
  nextLook = Infinity;
  const now = performance.now();
  for (const dog of dogs) {
    const { ms, bark, last } = dog;
    if (now < last + ms) lookAt(last + ms);
    else if (dog.suspect === last) {
      dogs.delete(dog);
      bark();
    } else {
      dog.suspect = last;
      lookAt(now + GRACE);
    }
  }
}
