/** Sends the commands of batches, in the order of the batches, each within its deadline. */
import { type CacheError, Deadline } from 'shelflife/store';
import type { Connection } from './connection.js';
import { timedOut, toFailure, unavailable, unknownOutcome } from './failure.js';
import type { Bytes } from './keys.js';
import type { Script } from './lua.js';

/** What a batch sends. Rejects with a `CacheError`; once the deadline has passed, sends nothing more. */
export interface Sender {
  read(args: Bytes[]): Promise<unknown>;
  readBy(script: Script, args: Bytes[]): Promise<unknown>;
  writeBy(script: Script, args: Bytes[]): Promise<unknown>;
}

export class Caller {
  readonly #connection: Connection;
  readonly #base: string;
  readonly #deadline: number;
  /** What has to be over before the next batch may send. */
  #last: Promise<unknown> | undefined;
  /** Commands without an answer whose deadline has passed. */
  #unanswered = 0;

  constructor(connection: Connection, base: string, deadline: number) {
    this.#connection = connection;
    this.#base = base;
    this.#deadline = deadline;
  }

  /**
   * Does `work` after what was asked before. The client keeps the order of commands, so what is one command
   * need not be over before the next is sent.
   */
  inOrder<T>(isOneCommand: boolean, work: (sender: Sender) => Promise<T>): Promise<T> {
    const before = this.#last;
    const done = this.call(before ? (sender) => before.then(() => work(sender)) : work);
    if (isOneCommand && !before) return done;
    const over = done.then(
      () => {},
      () => {},
    );
    this.#last = over;
    over.then(() => {
      if (this.#last === over) this.#last = undefined;
    });
    return done;
  }

  /** Does `work` at once. */
  call<T>(work: (sender: Sender) => Promise<T>): Promise<T> {
    this.#connection.open();
    const isDown = this.#connection.downFor > this.#deadline;
    return new Promise((resolve, reject) => {
      // Not at once: who tries again and again must not keep this thread from hearing of a change.
      if (isDown || this.#unanswered > 0)
        return setImmediate(() => reject(unavailable(this.#connection.lastError)));
      const call = new Call(this.#connection, this.#base);
      const deadline = new Deadline(this.#deadline, () => {
        call.isOver = true;
        reject(this.#giveUp(call));
      });
      work(call).then(
        (result) => {
          deadline.stop();
          resolve(result);
        },
        (error) => {
          deadline.stop();
          reject(error);
        },
      );
      return undefined;
    });
  }

  #giveUp(call: Call): CacheError {
    if (!call.isSent) return this.#connection.notDone();
    this.#unanswered++;
    call.onAnswer = () => this.#unanswered--;
    return call.isWriting ? unknownOutcome() : timedOut();
  }
}

/** One batch on its way. */
class Call implements Sender {
  /** Whether a command was sent and is not answered. */
  isSent = false;
  /** Whether that is one that writes. */
  isWriting = false;
  /** Whether the deadline has passed. Nothing more is sent then. */
  isOver = false;
  /** Called when a late answer is there. */
  onAnswer: (() => void) | undefined;
  readonly #connection: Connection;
  readonly #base: string;

  constructor(connection: Connection, base: string) {
    this.#connection = connection;
    this.#base = base;
  }

  read(args: Bytes[]): Promise<unknown> {
    return this.#send(false, () => this.#connection.send(this.#base, args));
  }

  readBy(script: Script, args: Bytes[]): Promise<unknown> {
    return this.#send(false, () => this.#connection.run(this.#base, script, args));
  }

  writeBy(script: Script, args: Bytes[]): Promise<unknown> {
    return this.#send(true, () => this.#connection.run(this.#base, script, args));
  }

  async #send(isWriting: boolean, command: () => Promise<unknown>): Promise<unknown> {
    if (!this.#connection.client.isReady) await this.#connection.whenReady();
    if (this.isOver) throw timedOut();
    this.isSent = true;
    this.isWriting = isWriting;
    try {
      return await command();
    } catch (error) {
      throw toFailure(error, isWriting);
    } finally {
      this.isSent = false;
      this.onAnswer?.();
    }
  }
}
