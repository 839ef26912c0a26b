/**
 * The semantics of the cache: what each operation does to the entries, as one pure function.
 *
 * Stores are shells around `apply()`: they load the entries that a batch names, apply the
 * operations in order, and write back what changed. So all stores agree to the letter, and
 * `add`, `incr` and `touch` are atomic wherever a batch is one transaction.
 */
import type { Body } from './codec/body.js';
import { decode } from './codec/encode.js';
import { type Failure, quote } from './errors.js';
import { inRange, type KeyRange } from './key.js';
import { isLive } from './timeout.js';

/** What a store holds under a key. */
export interface Entry extends Body {
  /** When it expires, in ms since the epoch; `Infinity` for never. */
  readonly expires: number;
  /** When it was last written, by the clock of the batch that wrote it. */
  readonly written: number;
  /** The built-in key, where a `keyFunction` made another one: namespaces are found by it. */
  readonly address?: string | undefined;
}

interface Keyed {
  readonly key: string;
  /** The built-in key, where a `keyFunction` made `key`. */
  readonly address?: string | undefined;
}

interface Storing extends Keyed, Body {
  readonly expires: number;
}

/** One call on the cache, as plain data that can cross threads. */
export type Operation =
  | ({ readonly type: 'get' } & Keyed)
  | ({ readonly type: 'has' } & Keyed)
  | ({ readonly type: 'set' } & Storing)
  /** `read`: the outcome has the value of the live entry that was there. */
  | ({ readonly type: 'add'; readonly read?: boolean } & Storing)
  | ({ readonly type: 'touch'; readonly expires: number } & Keyed)
  /** `unit`: the caller gave no delta, so a bigint is counted by `1n`. */
  | ({ readonly type: 'incr'; readonly delta: number | bigint; readonly unit?: boolean } & Keyed)
  | ({ readonly type: 'delete' } & Keyed)
  /** Moves the entry to the key `to`, whose built-in key is `address`. */
  | ({ readonly type: 'move'; readonly to: string } & Keyed)
  | Clear;

/** Removes everything, or the ranges of built-in keys given. */
export interface Clear {
  readonly type: 'clear';
  readonly ranges?: readonly KeyRange[];
}

/** Entries that changed: by their keys, else by ranges of built-in keys, else all of them. */
export interface Change {
  readonly keys?: readonly string[];
  readonly ranges?: readonly KeyRange[];
}

export type KeyedOperation = Exclude<Operation, Clear>;

/** The result of one operation. */
export interface Outcome extends Partial<Entry> {
  /**
   * Whether a live entry was there: its members are here for `get` and a reading `add`, all but its body
   * for `has`. `incr` answers the sum as `value`.
   */
  readonly hit: boolean;
  /** Why this operation alone failed. */
  readonly error?: Failure;
}

/** The entries that a batch names. `load` returns what is there, live or not. */
export interface EntryView {
  load(key: string): Entry | undefined;
  save(key: string, entry: Entry): void;
  remove(key: string): void;
}

const MISS: Outcome = { hit: false };
const HIT: Outcome = { hit: true };

/** The keys that an operation names. */
export function keysOf(operation: KeyedOperation): string[] {
  return operation.type === 'move' ? [operation.key, operation.to] : [operation.key];
}

/** What an operation may change. */
export function changeOf(operation: Operation): Change {
  return operation.type === 'clear' ? { ranges: operation.ranges } : { keys: keysOf(operation) };
}

/** Deletes from a map of stored keys what a change concerns. */
export function forget(
  map: Map<string, { address?: string | undefined }>,
  { keys, ranges }: Change,
  remove: (key: string) => unknown = (key) => map.delete(key),
): void {
  if (keys) for (const key of keys) remove(key);
  else
    for (const [key, { address = key }] of map)
      if (!ranges || ranges.some((range) => inRange(address, range))) remove(key);
}

/** Whether an operation can change what a store holds. */
export function isWrite(operation: Operation): boolean {
  return operation.type !== 'get' && operation.type !== 'has';
}

/** Whether an operation looks at the value of the entry that is there, and not just at its expiry. */
export function needsValue(operation: Operation): operation is KeyedOperation {
  if (operation.type === 'add') return operation.read === true;
  return ['get', 'incr', 'move'].includes(operation.type);
}

/** Applies `operation` to `view` at `now`. */
export function apply(view: EntryView, operation: KeyedOperation, now: number): Outcome {
  const found = view.load(operation.key);
  const entry = found && isLive(found, now) ? found : undefined;
  switch (operation.type) {
    case 'get':
      return entry ? { ...entry, hit: true } : MISS;
    case 'has':
      return entry ? { ...withoutBody(entry), hit: true } : MISS;
    case 'set':
      put(view, operation, now);
      return entry ? HIT : MISS;
    case 'add':
      if (entry) return operation.read ? { ...entry, hit: true } : HIT;
      put(view, operation, now);
      return MISS;
    case 'delete':
      view.remove(operation.key);
      return entry ? HIT : MISS;
    case 'touch':
      if (!entry) return MISS;
      rewrite(view, operation.key, { ...entry, expires: operation.expires }, now);
      return HIT;
    case 'incr':
      return entry ? increment(view, operation, entry, now) : notFound();
    case 'move':
      if (!entry) return notFound();
      view.remove(operation.key);
      rewrite(view, operation.to, { ...entry, address: operation.address }, now);
      return HIT;
  }
}

/** Expiry and address, as a `has` answers them. */
function withoutBody({ expires, written, address }: Entry): Omit<Entry, keyof Body> {
  return { expires, written, address };
}

function put(view: EntryView, operation: Storing, now: number): void {
  const { key, text, value, bytes, isHeavy, expires, address } = operation;
  rewrite(view, key, { text, value, bytes, isHeavy, expires, address }, now);
}

function rewrite(view: EntryView, key: string, entry: Omit<Entry, 'written'>, now: number): void {
  if (now < entry.expires) view.save(key, { ...entry, written: now });
  else view.remove(key);
}

function increment(
  view: EntryView,
  operation: Extract<Operation, { type: 'incr' }>,
  entry: Entry,
  now: number,
): Outcome {
  const value = sum(entry.value, operation);
  if (value === undefined)
    return { hit: true, error: notCountable(decode(entry), operation.delta) };
  rewrite(view, operation.key, { ...entry, value }, now);
  return { hit: true, value };
}

function sum(
  value: unknown,
  { delta, unit }: Extract<Operation, { type: 'incr' }>,
): number | bigint | undefined {
  const by = unit && typeof value === 'bigint' ? BigInt(delta) : delta;
  if (typeof value === 'bigint' && typeof by === 'bigint') return value + by;
  if (!isCountable(value) || !isCountable(by)) return undefined;
  const total = value + by;
  return isCountable(total) ? total : undefined;
}

/** Whether a number can be counted with: beyond 2^53 doubles leave out integers, and sums are wrong. */
function isCountable(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < 2 ** 53;
}

function notCountable(value: unknown, delta: number | bigint): Failure {
  return {
    code: 'invalid-argument',
    message: `incr: expected finite numbers and sum below 2^53, or two bigints, got ${quote(value)} and ${quote(delta)}`,
  };
}

function notFound(): Outcome {
  return { hit: false, error: { code: 'key-not-found', message: 'key is missing or expired' } };
}
