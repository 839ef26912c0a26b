/** Whether a worker is alive: it is pinged when it has been silent for long with calls under way. */
import { type Watchdog, watchdog } from '../stores/indexeddb/watchdog.js';

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

  /** @param onDeath called when a ping stays unanswered, with the deadline that has passed */
  constructor(ping: () => void, onDeath: (deadline: number) => void) {
    this.#ping = ping;
    this.#onDeath = onDeath;
  }

  /** Expects signs of life until the function that it returns is called. */
  watch(call: PendingCall): () => void {
    const isShorter = call.deadline < this.#deadline;
    this.#calls.add(call);
    if (isShorter) this.heard();
    return () => {
      this.#calls.delete(call);
      if (this.#calls.size === 0) this.#watchdog?.stop();
    };
  }

  /** The worker has sent something. */
  heard(): void {
    if (this.#calls.size > 0) this.#expectWithin(this.#deadline / 2, () => this.#askForAnswer());
  }

  #askForAnswer(): void {
    const deadline = this.#deadline;
    const sendTime = [...this.#calls].reduce((total, call) => total + call.sendTime, 0);
    const patience = Math.max(deadline / 2, SHORTEST_PING) + sendTime * READING_FACTOR;
    this.#expectWithin(patience, () => this.#onDeath(deadline));
    this.#ping();
  }

  #expectWithin(ms: number, onSilence: () => void): void {
    this.#watchdog?.stop();
    this.#watchdog = watchdog(ms, onSilence);
  }

  /** The shortest of the calls under way. */
  get #deadline(): number {
    return Math.min(...[...this.#calls].map(({ deadline }) => deadline));
  }
}
