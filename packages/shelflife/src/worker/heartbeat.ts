/** Whether a worker is alive: it is pinged when it has been silent for long with calls under way. */
import { type Watchdog, watchdog } from '../platform/deadline.js';

/** Ms that a worker has at least to answer a ping: it may be in a long task. */
const SHORTEST_PING = 1_000;

/**
 * A worker can answer nothing while it reads a call and prepares its work. It has so many times longer for
 * that than the page took to send the call, which grows with the call's size and on a slow machine.
 */
const READING_FACTOR = 40;

/** A call under way. */
export interface PendingCall {
  /** Ms of silence after which the worker is dead. */
  readonly deadline: number;
  /** Ms that it took to send it. */
  readonly sendTime: number;
}

export class Heartbeat {
  readonly #calls = new Set<PendingCall>();
  readonly #ping: () => void;
  readonly #onDeath: (deadline: number) => void;
  #watchdog: Watchdog | undefined;
  /** The shortest deadline since the worker was last idle. */
  #shortest = Infinity;

  /** @param onDeath called when a ping stays unanswered, with the deadline that has passed */
  constructor(ping: () => void, onDeath: (deadline: number) => void) {
    this.#ping = ping;
    this.#onDeath = onDeath;
  }

  /** Expects signs of life until the function that it returns is called. */
  watch(call: PendingCall): () => void {
    this.#calls.add(call);
    if (call.deadline < this.#shortest) {
      this.#shortest = call.deadline;
      this.heard();
    }
    return () => {
      this.#calls.delete(call);
      if (this.#calls.size > 0) return;
      this.#shortest = Infinity;
      this.#watchdog?.stop();
    };
  }

  /** The worker has sent something. */
  heard(): void {
    if (this.#calls.size > 0) this.#expectWithin(this.#shortest / 2, () => this.#askForAnswer());
  }

  #askForAnswer(): void {
    let [deadline, sendTime] = [Infinity, 0];
    for (const call of this.#calls) {
      deadline = Math.min(deadline, call.deadline);
      sendTime += call.sendTime;
    }
    const patience = Math.max(deadline / 2, SHORTEST_PING) + sendTime * READING_FACTOR;
    this.#expectWithin(patience, () => this.#onDeath(deadline));
    this.#ping();
  }

  #expectWithin(ms: number, onSilence: () => void): void {
    this.#watchdog?.stop();
    this.#watchdog = watchdog(ms, onSilence);
  }
}
