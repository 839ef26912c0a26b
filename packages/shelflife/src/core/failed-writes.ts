/** Why writes were not committed: kept until `flush()` reports it. */
import { CacheError, KeyNotFoundError } from '../model/errors.js';

/** How many failures `flush()` reports at most. */
const MAX_REPORTED = 100;

export class FailedWrites {
  /** One list for each flush under way. */
  readonly #flushes = new Set<CacheError[]>();
  /** Failures of queued writes, for the next flush. */
  #unreported: CacheError[] = [];

  /** Only `flush()` reports a queued write that failed to the caller. Other writes also reject. */
  record(error: Error, wasQueued: boolean): void {
    // These answer the call, and leave nothing uncommitted.
    if (!(error instanceof CacheError) || error instanceof KeyNotFoundError) return;
    const isFlushing = this.#flushes.size > 0;
    const lists = isFlushing || !wasQueued ? this.#flushes : [this.#unreported];
    for (const errors of lists) if (errors.length < MAX_REPORTED) errors.push(error);
  }

  /** Rejects with what failed before or while `commit` ran. */
  async report(commit: () => Promise<void>): Promise<void> {
    const errors = this.#unreported;
    this.#unreported = [];
    this.#flushes.add(errors);
    await commit();
    this.#flushes.delete(errors);
    const [first, second] = errors;
    if (!first) return;
    if (!second) throw first;
    const { code, message, key } = first;
    throw new CacheError(code, message, { key, cause: new AggregateError(errors) });
  }
}
