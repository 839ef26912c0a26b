/**
 * Finds the operations for which a batch failed as a whole: halves it until they stand alone, within a
 * bounded number of tries. So one value that is too large does not lose the others.
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
 * An outcome for each operation of a batch that failed with `error`: the halves go in their order.
 *
 * @param run does a part of the batch in a transaction of its own
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
  /** Failures in a row after which there seems to be no space for anything. */
  #tries: number;

  constructor(size: number, run: Run) {
    this.#run = run;
    this.#maxTries = 16 + 4 * Math.ceil(Math.log2(size + 1));
    this.#tries = this.#maxTries;
  }

  async divide(part: readonly Operation[], error: CacheError): Promise<Outcome[]> {
    // Not done, or nobody knows: older values stay.
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
      // A value that cannot be stored is surely the reason.
      if (error.code !== 'data') this.#tries--;
      if (error.code === 'capacity') await this.#run(removalsBefore(part)).catch(() => {});
      return this.divide(part, error);
    }
  }

  /** Operations that put nothing are done all the same. */
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

/** Removes a record without reading it: a `set` that has expired. */
export function removal(key: string): Operation {
  return { type: 'set', key, value: undefined, expires: -Infinity };
}

/** The operation itself where it puts nothing. A refused `set` leaves no older value under its key. */
function withoutPutting(operation: Operation): Operation {
  const { type } = operation;
  if (['get', 'has', 'delete', 'clear'].includes(type)) return operation;
  const { key } = operation as KeyedOperation;
  return type === 'set' ? removal(key) : { type: 'has', key };
}
