/**
 * Finds the operations that made a whole batch fail, by halving it within a bounded number of tries. One value
 * that is too large then does not prevent the others from being stored.
 */
import type { CacheError } from '../../model/errors.js';
import {
  type KeyedOperation,
  keysOf,
  type Operation,
  type Outcome,
} from '../../model/operation.js';
import { isDatabaseFailure } from './failure.js';

type Run = (operations: readonly Operation[]) => Promise<Outcome[]>;

/**
 * Resolves to one outcome for each operation of a batch that failed with `error`. The halves run in order.
 *
 * @param run runs a part of the batch in its own transaction
 */
export function bisect(
  operations: readonly Operation[],
  error: CacheError,
  run: Run,
): Promise<Outcome[]> {
  return new Bisection(operations.length, run).divide(operations, error);
}

class Bisection {
  readonly #run: Run;
  readonly #maxTries: number;
  /** How many more failures in a row are allowed, before it is assumed that there is no space at all. */
  #tries: number;

  constructor(size: number, run: Run) {
    this.#run = run;
    this.#maxTries = 16 + 4 * Math.ceil(Math.log2(size + 1));
    this.#tries = this.#maxTries;
  }

  async divide(part: readonly Operation[], error: CacheError): Promise<Outcome[]> {
    // The part was not committed, or it is unknown whether it was. Older values stay.
    if (isDatabaseFailure(error)) return failAll(part, error);
    if (part.length === 1 || this.#tries <= 0) return this.#refuse(part, error);
    const middle = Math.ceil(part.length / 2);
    const first = await this.#attempt(part.slice(0, middle));
    return [...first, ...(await this.#attempt(part.slice(middle)))];
  }

  async #attempt(part: readonly Operation[]): Promise<Outcome[]> {
    try {
      const outcomes = await this.#run(part);
      if (part.some((one) => withoutPutting(one) !== one)) this.#tries = this.#maxTries;
      return outcomes;
    } catch (failure) {
      const error = failure as CacheError;
      // Code `data` names the cause: this value cannot be stored.
      if (error.code !== 'data') this.#tries--;
      if (error.code === 'capacity') await this.#run(removalsBefore(part)).catch(() => {});
      return this.divide(part, error);
    }
  }

  /** Runs the operations that store nothing. */
  async #refuse(part: readonly Operation[], error: CacheError): Promise<Outcome[]> {
    const rest = part.map(withoutPutting);
    const outcomes = await this.#run(rest).catch((error) => failAll(part, error));
    return outcomes.map((outcome, at) => (rest[at] === part[at] ? outcome : { hit: false, error }));
  }
}

function failAll(part: readonly Operation[], error: CacheError): Outcome[] {
  return part.map(() => ({ hit: false, error }));
}

/**
 * Removes what the first `set` of a key would overwrite: it is out of date whether the value is stored or
 * not. After a refusal Chromium also refuses what there is room for, until a transaction only deletes: so one
 * removal is always among them, of the key `''`, which no entry has.
 */
function removalsBefore(part: readonly Operation[]): Operation[] {
  const named = new Set<string>();
  const removals = [removal('')];
  for (const one of part as KeyedOperation[]) {
    if (one.type === 'set' && !named.has(one.key)) removals.push(removal(one.key));
    for (const key of keysOf(one)) named.add(key);
  }
  return removals;
}

/** An operation that removes a record without reading it: a `set` that has already expired. */
export function removal(key: string): Operation {
  return { type: 'set', key, value: undefined, expires: -Infinity };
}

/** The operation itself if it stores nothing. A refused `set` becomes a removal of the older value. */
function withoutPutting(operation: Operation): Operation {
  const { type } = operation;
  if (['get', 'has', 'delete', 'clear', 'deleteTagged'].includes(type)) return operation;
  const { key } = operation as KeyedOperation;
  return type === 'set' ? removal(key) : { type: 'has', key };
}
