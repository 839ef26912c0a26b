/** Sends the commands of batches, in the order of the batches, each within its deadline. */
import { type CacheError, Deadline } from 'shelflife/store';
import type { Connection } from './connection.js';
import { isAborted, timedOut, toFailure, unavailable, unknownOutcome } from './failure.js';
import type { Bytes } from './keys.js';
import type { Script } from './scripts.js';

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
    if (isDown || this.#unanswered > 0)
      return Promise.reject(unavailable(this.#connection.lastError));
    return new Promise((resolve, reject) => {
      const call = new Call(this.#connection, this.#base);
      const deadline = new Deadline(this.#deadline, () => {
        call.end();
        // By then a command that was not sent has been rejected.
        setImmediate(() => reject(this.#giveUp(call)));
      });
      work(call)
        .finally(() => deadline.stop())
        .then(resolve, reject);
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
  /** Called when a late answer is there. */
  onAnswer: (() => void) | undefined;
  readonly #connection: Connection;
  readonly #base: string;
  #abort: AbortController | undefined;
  #isOver = false;

  constructor(connection: Connection, base: string) {
    this.#connection = connection;
    this.#base = base;
  }

  read(args: Bytes[]): Promise<unknown> {
    return this.#send(false, (signal) => this.#connection.send(this.#base, args, signal));
  }

  readBy(script: Script, args: Bytes[]): Promise<unknown> {
    return this.#send(false, (signal) => this.#connection.run(this.#base, script, args, signal));
  }

  writeBy(script: Script, args: Bytes[]): Promise<unknown> {
    return this.#send(true, (signal) => this.#connection.run(this.#base, script, args, signal));
  }

  /** Takes back what was not sent. */
  end(): void {
    this.#isOver = true;
    this.#abort?.abort();
  }

  async #send(
    isWriting: boolean,
    command: (signal?: AbortSignal) => Promise<unknown>,
  ): Promise<unknown> {
    if (this.#isOver) throw timedOut();
    // A client that is connected sends at once.
    if (!this.#connection.client.isReady) this.#abort ??= new AbortController();
    this.isSent = true;
    this.isWriting = isWriting;
    try {
      return await command(this.#abort?.signal);
    } catch (error) {
      throw isAborted(error) ? this.#connection.notDone() : toFailure(error, isWriting);
    } finally {
      this.isSent = false;
      this.onAnswer?.();
    }
  }
}
