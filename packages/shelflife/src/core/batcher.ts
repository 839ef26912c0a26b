/**
 * Gathers the calls of a tick into one batch, and those made while a write is under way into the next:
 * calls act in their order, and many of them cost one transaction.
 */

import { type CacheError, type CacheErrorCode, toCacheError } from '../model/errors.js';
import { isWrite, type Operation, type Outcome } from '../model/operation.js';
import type { StoreSession } from '../model/store.js';
import { isHidden } from '../platform/environment.js';
import { later } from '../platform/timers.js';

/** The longest that a queued write waits for others, in ms. */
const MAX_WAIT = 100;

/** This many calls or operations do not wait for more. */
const FULL = 1000;

/** Codes of a store that does not respond. */
const UNRESPONSIVE: readonly CacheErrorCode[] = ['timeout', 'unavailable', 'connection'];

/** The operations of one call. They stay together. */
interface Call {
  readonly operations: readonly Operation[];
  /** The call was acknowledged when it was queued: nobody waits for its outcomes. */
  readonly canWait: boolean;
  readonly resolve: (outcomes: Outcome[]) => void;
  readonly reject: (error: CacheError) => void;
}

export class Batcher {
  /** How many calls were submitted so far. */
  submitted = 0;
  readonly #session: () => StoreSession;
  readonly #now: () => number;
  /** Batches under way. None of these promises rejects. */
  readonly #sent = new Set<Promise<void>>();
  readonly #queue: Call[] = [];
  #isScheduled = false;
  /** The session of the batches under way. */
  #current: StoreSession | undefined;
  /** How many batches under way write. Urgent ones do not wait for each other. */
  #writing = 0;
  #stopWaiting: (() => void) | undefined;

  /** @param session returns the open store, and opens it if necessary */
  constructor(session: () => StoreSession, now: () => number) {
    this.#session = session;
    this.#now = now;
  }

  /**
   * Resolves to one outcome for each operation. Rejects with a `CacheError` if the batch failed.
   *
   * @param operations a `clear` may only be the last one
   * @param canWait whether the call may wait for others after the end of this tick
   */
  submit(operations: readonly Operation[], canWait = false): Promise<Outcome[]> {
    this.submitted++;
    const outcomes = new Promise<Outcome[]>((resolve, reject) => {
      this.#queue.push({ operations, canWait, resolve, reject });
    });
    if (!canWait || this.#mustGo(operations.length)) this.#flushSoon();
    else this.#stopWaiting ??= later(MAX_WAIT, () => this.#flush());
    return outcomes;
  }

  /** Resolves when everything submitted so far is settled. */
  async settled(): Promise<void> {
    const last = this.#queue.at(-1);
    this.#flush();
    while (last && this.#queue.includes(last)) await Promise.all(this.#sent);
    await Promise.all(this.#sent);
  }

  /** Sends what is queued without waiting for its turn, because the page may be gone by then. */
  sendUrgently(): void {
    while (this.#queue.length > 0) this.#send(this.#takeBatch(), true);
  }

  /** The first call opens the store at once, because a page that is left has no time for that. */
  #mustGo(count: number): boolean {
    const isFirstOrFull = this.submitted === 1 || this.#queue.length + count > FULL;
    return isFirstOrFull || isHidden() || !!this.#session().pipelined;
  }

  #flushSoon(): void {
    if (!this.#isScheduled) queueMicrotask(() => this.#flush());
    this.#isScheduled = true;
  }

  #flush(): void {
    this.#isScheduled = false;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    while (this.#queue.length > 0 && this.#canSend()) this.#send(this.#takeBatch());
  }

  /** A session keeps the order of its own batches only, so that another one waits for them. */
  #canSend(): boolean {
    const session = this.#session();
    if (this.#sent.size > 0 && session !== this.#current) return false;
    return !this.#writing || !!session.pipelined;
  }

  /** All that is queued, up to and including a `clear`: a range ends its batch. */
  #takeBatch(): Call[] {
    const end = this.#queue.findIndex(({ operations }) => operations.at(-1)?.type === 'clear') + 1;
    return this.#queue.splice(0, end || this.#queue.length);
  }

  #send(calls: Call[], isUrgent = false): void {
    const isWriting = calls.some(writes);
    this.#writing += Number(isWriting);
    const done = this.#run(calls, isUrgent)
      .catch((cause) => this.#fail(calls, cause, isWriting))
      .then(() => {
        this.#sent.delete(done);
        this.#writing -= Number(isWriting);
        if (isWriting || this.#sent.size === 0) this.#flush();
      });
    this.#sent.add(done);
  }

  async #run(calls: readonly Call[], isUrgent = false): Promise<void> {
    const operations = calls.flatMap((call) => call.operations);
    const canWait = !isHidden() && calls.every((call) => call.canWait);
    const now = this.#now();
    this.#current = this.#session();
    const outcomes = await this.#current.execute({ now, operations, isUrgent, canWait });
    if (outcomes.length < operations.length) throw new Error('an outcome is missing');
    let end = 0;
    for (const { operations, resolve } of calls) {
      const start = end;
      end += operations.length;
      resolve(outcomes.slice(start, end));
    }
  }

  async #fail(calls: Call[], cause: unknown, wasWriting: boolean): Promise<void> {
    const error = toCacheError(cause);
    const isUnresponsive = UNRESPONSIVE.includes(error.code);
    // Calls behind a write have waited as long as it has. Queued writes still get a try of their own.
    if (wasWriting && isUnresponsive)
      for (const call of this.#queue.splice(0)) (call.canWait ? this.#queue : calls).push(call);
    // Reads that failed because of a write in their batch run again without it.
    const mayRunAgain = wasWriting && !isUnresponsive && error.code !== 'outcome-unknown';
    const reads: Call[] = [];
    for (const call of calls)
      if (mayRunAgain && !writes(call)) reads.push(call);
      else call.reject(error);
    if (reads.length > 0) await this.#run(reads).catch((again) => this.#fail(reads, again, false));
  }
}

function writes({ operations }: Call): boolean {
  return operations.some(isWrite);
}
