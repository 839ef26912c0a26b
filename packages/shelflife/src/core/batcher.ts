/**
 * Gathers the operations of a tick into one batch, and what comes while a write is under way into
 * the next: calls act in their order, and many of them cost one transaction.
 */

import { type CacheError, type CacheErrorCode, toCacheError } from '../model/errors.js';
import { isWrite, type Operation, type Outcome } from '../model/operation.js';
import type { StoreSession } from '../model/store.js';
import { later } from '../platform/timers.js';

/** Ms that a queued write waits for others at the most. */
const LONGEST_GATHERING = 100;

/** So many operations are not kept waiting for more. */
const FULL = 1000;

/** Codes of a store that does not answer. */
const UNANSWERED: readonly CacheErrorCode[] = ['timeout', 'unavailable', 'connection'];

interface Pending {
  readonly operation: Operation;
  /** It was accepted: nobody waits for its outcome. */
  readonly canWait: boolean;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: CacheError) => void;
}

export class Batcher {
  /** How many operations were submitted so far. */
  submitted = 0;
  readonly #session: () => StoreSession;
  readonly #now: () => number;
  /** Batches under way; none rejects. */
  readonly #sent = new Set<Promise<void>>();
  readonly #queue: Pending[] = [];
  #isScheduled = false;
  /** How many batches under way write: an urgent one is not the only one. */
  #writing = 0;
  #stopWaiting: (() => void) | undefined;

  /** @param session answers the open store, and opens it if need be */
  constructor(session: () => StoreSession, now: () => number) {
    this.#session = session;
    this.#now = now;
  }

  /**
   * Resolves to the operation's outcome; rejects with a `CacheError` if its batch failed.
   *
   * @param canWait it need not go out at the end of this tick
   */
  submit(operation: Operation, canWait = false): Promise<Outcome> {
    this.submitted++;
    const outcome = new Promise<Outcome>((resolve, reject) => {
      this.#queue.push({ operation, canWait, resolve, reject });
    });
    if (!canWait || this.#mustGo()) this.#schedule();
    else this.#stopWaiting ??= later(LONGEST_GATHERING, () => this.#flush());
    return outcome;
  }

  /** Resolves when what was submitted so far is settled. */
  async settled(): Promise<void> {
    const last = this.#queue.at(-1);
    this.#flush();
    while (last && this.#queue.includes(last)) await Promise.all(this.#sent);
    await Promise.all(this.#sent);
  }

  /** Sends what is queued without waiting for its turn, as there may be no later. */
  sendUrgently(): void {
    while (this.#queue.length > 0) this.#send(this.#take(), true);
  }

  /** The first one opens the store at once, as a page that leaves has no time for that. */
  #mustGo(): boolean {
    const isFirstOrFull = this.submitted === 1 || this.#queue.length >= FULL;
    return isFirstOrFull || isHidden() || !!this.#session().gathers;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isScheduled = false;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    while (this.#queue.length > 0 && (!this.#writing || this.#session().gathers))
      this.#send(this.#take());
  }

  /** All that is queued, up to a `clear`: what comes after a range has a batch of its own. */
  #take(): Pending[] {
    const end = this.#queue.findIndex(({ operation }) => operation.type === 'clear') + 1;
    return this.#queue.splice(0, end || this.#queue.length);
  }

  #send(pending: Pending[], isUrgent = false): void {
    const writes = pending.some(({ operation }) => isWrite(operation));
    this.#writing += Number(writes);
    const failed = (cause: unknown) => this.#fail(pending, toCacheError(cause), writes);
    const done = this.#run(pending, isUrgent)
      .catch(failed)
      .then(() => {
        this.#sent.delete(done);
        if (!writes) return;
        this.#writing--;
        this.#flush();
      });
    this.#sent.add(done);
  }

  async #run(pending: Pending[], isUrgent = false): Promise<void> {
    const operations = pending.map(({ operation }) => operation);
    const canWait = !isHidden() && pending.every((one) => one.canWait);
    const now = this.#now();
    const outcomes = await this.#session().execute({ now, operations, isUrgent, canWait });
    pending.forEach(({ resolve }, at) => {
      resolve(outcomes[at]!);
    });
  }

  async #fail(pending: Pending[], error: CacheError, writes: boolean): Promise<void> {
    if (UNANSWERED.includes(error.code)) {
      // Calls behind a write have waited for it too; accepted writes still get a try of their own.
      if (writes)
        for (const one of this.#queue.splice(0)) (one.canWait ? this.#queue : pending).push(one);
      return rejectAll(pending, error);
    }
    // Reads that went down with somebody's writes are run again, alone; not where they would wait again.
    const canRunAgain = ({ operation }: Pending) =>
      writes && error.code !== 'outcome-unknown' && !isWrite(operation);
    const reads = pending.filter(canRunAgain);
    rejectAll(
      pending.filter((one) => !canRunAgain(one)),
      error,
    );
    if (reads.length > 0)
      await this.#run(reads).catch((again) => rejectAll(reads, toCacheError(again)));
  }
}

/** Browsers delay the timers of hidden pages by up to a minute. */
function isHidden(): boolean {
  return !!globalThis.document?.hidden;
}

function rejectAll(pending: readonly Pending[], error: CacheError): void {
  for (const { reject } of pending) reject(error);
}
