/** What `incr` does to an entry. */
import { decode } from './codec/encode.js';
import { type EntryView, NOT_FOUND, save } from './entry-view.js';
import { type Failure, quote } from './errors.js';
import type { Entry, IncrOperation, Outcome } from './operation.js';

export function increment(
  view: EntryView,
  operation: IncrOperation,
  entry: Entry | undefined,
  now: number,
): Outcome {
  const { key, address, delta, initial } = operation;
  const counted = entry ?? (initial && { address, ...initial });
  if (!counted) return NOT_FOUND;
  const hit = !!entry;
  const value = sum(counted.value, operation);
  if (value === undefined) return { hit, error: notCountable(decode(counted), delta) };
  save(view, key, { ...counted, value }, now);
  return { hit, value };
}

function sum(value: unknown, { delta, unit }: IncrOperation): number | bigint | undefined {
  const by = unit && typeof value === 'bigint' ? BigInt(delta) : delta;
  if (typeof value === 'bigint' && typeof by === 'bigint') return value + by;
  if (!isCountable(value) || !isCountable(by)) return undefined;
  const total = value + by;
  return isCountable(total) ? total : undefined;
}

/** Whether a number can be counted exactly. Beyond 2^53 doubles skip integers, and sums would be wrong. */
function isCountable(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < 2 ** 53;
}

function notCountable(value: unknown, delta: number | bigint): Failure {
  return {
    code: 'invalid-argument',
    message: `incr: expected finite numbers and sum below 2^53, or two bigints, got ${quote(value)} and ${quote(delta)}`,
  };
}
