/** Whether a worker is alive: after a long silence with calls under way, it is pinged. */
import { Deadline } from '../platform/deadline.js';

/** The least time in ms to answer a ping, because the worker may be in a long task. */
const SHORTEST_PING = 1_000;

/**
 * A worker cannot answer a ping while it reads a large call. It may take this many times as long for that as the
 * page took to send the call, a time that grows with the call's size and on slow machines.
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
  #deadline: Deadline | undefined;
  /** The shortest deadline since the worker was last idle. */
  #shortest = Infinity;

  /** @param onDeath called when a ping stays unanswered, with the deadline that has passed */
  constructor(ping: () => void, onDeath: (deadline: number) => void) {
    this.#ping = ping;
    this.#onDeath = onDeath;
  }

  /** Expects signs of life until the returned function is called. */
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
    this.#deadline?.stop();
    this.#deadline = new Deadline(ms, onSilence);
  }
}
