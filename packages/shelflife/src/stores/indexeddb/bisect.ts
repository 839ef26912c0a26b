/**
 * Finds the culprits in a batch that failed as a whole: it is halved until they stand alone, within
 * a bounded number of tries, so that one value too large does not lose the others.
 */
import type { CacheError } from '../../model/errors.js';
import {
  type KeyedOperation,
  keysOf,
  type Operation,
  type Outcome,
} from '../../model/operation.js';
import { mayBeOnesFault } from './failure.js';

/**
 * An outcome for each operation of a batch that failed with `error`: the halves go in their order.
 *
 * @param run does a part of the batch in a transaction of its own
 */
export async function isolate(
  operations: readonly Operation[],
  error: CacheError,
  run: (operations: readonly Operation[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const most = 16 + 4 * Math.ceil(Math.log2(operations.length + 1));
  /** Failures in a row after which there seems to be space for nothing at all. */
  let tries = most;

  const attempt = async (part: readonly Operation[]): Promise<Outcome[]> => {
    try {
      const outcomes = await run(part);
      if (part.some((one) => withoutPutting(one) !== one)) tries = most;
      return outcomes;
    } catch (failure) {
      const error = failure as CacheError;
      // A value that can't be stored is the culprit for certain.
      if (error.code !== 'data') tries--;
      if (error.code === 'capacity') await run(removalsBefore(part)).catch(() => {});
      return divide(part, error);
    }
  };

  const divide = async (part: readonly Operation[], error: CacheError): Promise<Outcome[]> => {
    // Not done, or nobody knows: what is there stays.
    if (!mayBeOnesFault(error)) return part.map((): Outcome => ({ hit: false, error }));
    if (part.length === 1 || tries <= 0) return refuse(part, error);
    const middle = Math.ceil(part.length / 2);
    return [...(await attempt(part.slice(0, middle))), ...(await attempt(part.slice(middle)))];
  };

  /** What puts nothing is done all the same. */
  const refuse = async (part: readonly Operation[], error: CacheError): Promise<Outcome[]> => {
    const rest = part.map(withoutPutting);
    const outcomes = await run(rest).catch((error) =>
      part.map((): Outcome => ({ hit: false, error })),
    );
    return outcomes.map((outcome, at) => (rest[at] === part[at] ? outcome : { hit: false, error }));
  };

  return divide(operations, error);
}

/**
 * Removes what the first `set` of a key would overwrite: it is out of date whether the value is stored or
 * not. Chromium refuses what there is room for until a transaction only deletes: the key `''` is nobody's.
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
