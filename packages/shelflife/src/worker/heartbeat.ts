/** Checks whether a worker is alive: pings it after a long silence while calls are pending. */
import { Deadline } from '../platform/deadline.js';

/** The shortest time in ms that a worker gets to answer a ping, because it may be in a long task. */
const SHORTEST_PING = 1_000;

/**
 * A worker cannot answer a ping while it deserializes a large call. It gets this many times the time that the
 * page took to send the call. That time grows with the size of the call and on slow machines.
 */
const READING_FACTOR = 40;

/** A call that is not answered yet. */
export interface PendingCall {
  /** Ms of silence after which the worker counts as dead. */
  readonly deadline: number;
  /** Ms that the page took to send the call. */
  readonly sendTime: number;
}

export class Heartbeat {
  readonly #calls = new Set<PendingCall>();
  readonly #ping: () => void;
  readonly #onDeath: (deadline: number) => void;
  #deadline: Deadline | undefined;
  /** The shortest deadline since the worker was last idle. */
  #shortest = Infinity;

  /** @param onDeath called when a ping stays unanswered, with the deadline that has passed */
  constructor(ping: () => void, onDeath: (deadline: number) => void) {
    this.#ping = ping;
    this.#onDeath = onDeath;
  }

  /** Watches the worker until the returned function is called. */
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
      this.#deadline?.stop();
    };
  }

  /** Call when the worker has sent any message. */
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
    this.#deadline?.stop();
    this.#deadline = new Deadline(ms, onSilence);
  }
}
