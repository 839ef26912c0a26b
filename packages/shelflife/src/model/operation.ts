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
import { type Lease, type LeaseRequest, mayTake, rests } from './lease.js';
import { isKept, isLive, type StaleBounds } from './timeout.js';

/** What a store holds under a key. */
export interface Entry extends Body, StaleBounds {
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

interface Storing extends Keyed, Body, StaleBounds {
  readonly expires: number;
}

/** One call on the cache, as plain data that can cross threads. */
export type Operation =
  /** `stale`: an expired entry that is still kept is answered too, as `isStale`. */
  | ({ readonly type: 'get'; readonly stale?: boolean | undefined } & Keyed)
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
  | LeaseOperation
  | ({ readonly type: 'fulfil'; readonly token: string } & Storing)
  | ({ readonly type: 'release'; readonly lease: Lease; readonly hasFailed?: boolean } & Keyed)
  | Clear;

/**
 * Asks for the right to load: answers the live entry, or else the lease that is there afterwards, which is
 * the caller's if it names the caller as its holder.
 */
export interface LeaseOperation extends Keyed, LeaseRequest {
  readonly type: 'lease';
}

/** Removes everything, or the ranges of built-in keys given. */
export interface Clear {
  readonly type: 'clear';
  readonly ranges?: readonly KeyRange[];
}

/** Entries that changed: by their keys, else by ranges of built-in keys, else all of them. */
export interface Change {
  readonly keys?: readonly string[];
  readonly ranges?: readonly KeyRange[];
  /** No entry changed: the leases of the keys were given up or replaced, so that those who wait ask again. */
  readonly isLease?: true;
}

export type KeyedOperation = Exclude<Operation, Clear>;
export type SetOperation = Extract<Operation, { type: 'set' }>;
export type DeleteOperation = Extract<Operation, { type: 'delete' }>;

/** The result of one operation. */
export interface Outcome extends Partial<Entry> {
  /**
   * Whether a live entry was there: its members are here for `get` and a reading `add`, all but its body
   * for `has`. `incr` answers the sum as `value`.
   */
  readonly hit: boolean;
  /** The members are those of an expired entry that is still kept. */
  readonly isStale?: boolean;
  /** Of `lease`: the lease that is there. */
  readonly lease?: Lease;
  /** Of `fulfil`: the token stood, and the value was stored. */
  readonly isStored?: boolean;
  /** Why this operation alone failed. */
  readonly error?: Failure;
}

/** The entries and leases that a batch names. `load` returns what is there, live or not. */
export interface EntryView {
  load(key: string): Entry | undefined;
  save(key: string, entry: Entry): void;
  remove(key: string): void;
  /** Asked for the keys of `usesLease()` only. */
  loadLease(key: string): Lease | undefined;
  saveLease(key: string, lease: Lease): void;
  endLease(key: string): void;
}

const MISS: Outcome = { hit: false };
const HIT: Outcome = { hit: true };
const NOT_FOUND: Outcome = {
  hit: false,
  error: { code: 'key-not-found', message: 'key is missing or expired' },
};

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

/** Whether an operation can change entries. A lease is no entry. */
export function changesEntries(operation: Operation): boolean {
  return isWrite(operation) && operation.type !== 'lease' && operation.type !== 'release';
}

/** Whether an operation looks at the lease of its key, and does not just end it. */
export function usesLease(operation: Operation): operation is KeyedOperation {
  return ['lease', 'fulfil', 'release'].includes(operation.type);
}

/** Whether an operation looks at the value of the entry that is there, and not just at its expiry. */
export function needsValue(operation: Operation): operation is KeyedOperation {
  if (operation.type === 'add') return operation.read === true;
  return ['get', 'incr', 'move', 'lease', 'fulfil'].includes(operation.type);
}

/** Applies `operation` to `view` at `now`. */
export function apply(view: EntryView, operation: KeyedOperation, now: number): Outcome {
  const found = view.load(operation.key);
  const entry = found && isLive(found, now) ? found : undefined;
  switch (operation.type) {
    case 'get':
      if (entry) return { ...entry, hit: true };
      return (operation.stale && staleOutcome(found, now)) || MISS;
    case 'has': {
      if (!entry) return MISS;
      const { expires, written, address } = entry;
      return { hit: true, expires, written, address };
    }
    case 'set':
      put(view, operation, now);
      return entry ? HIT : MISS;
    case 'add':
      if (entry) return operation.read ? { ...entry, hit: true } : HIT;
      put(view, operation, now);
      return MISS;
    case 'delete':
      drop(view, operation.key);
      return entry ? HIT : MISS;
    case 'touch':
      if (operation.expires <= now) drop(view, operation.key);
      else if (entry)
        view.save(operation.key, { ...entry, expires: operation.expires, written: now });
      return entry ? HIT : MISS;
    case 'incr':
      return entry ? increment(view, operation, entry, now) : NOT_FOUND;
    case 'move':
      if (!entry) return NOT_FOUND;
      drop(view, operation.key);
      save(view, operation.to, { ...entry, address: operation.address }, now);
      return HIT;
    case 'lease':
      return lease(view, operation, found, now);
    case 'fulfil':
      if (view.loadLease(operation.key)?.token !== operation.token)
        return entry ? { ...entry, hit: true } : MISS;
      put(view, operation, now);
      return { hit: false, isStored: true };
    case 'release': {
      const { token, holder, ...given } = operation.lease;
      const held = view.loadLease(operation.key);
      if (held?.token !== token || held.holder !== holder) return MISS;
      const failed = operation.hasFailed ? now : held.failed;
      view.saveLease(operation.key, { ...given, token, lock: undefined, failed });
      return MISS;
    }
  }
}

function lease(
  view: EntryView,
  operation: LeaseOperation,
  found: Entry | undefined,
  now: number,
): Outcome {
  const isHit = !!found && isLive(found, now);
  if (isHit && !operation.isFresh) return { ...found, hit: true };
  const stale = staleOutcome(found, now);
  const entry = isHit ? { ...found, hit: true } : (stale ?? MISS);
  const held = operation.isFresh ? undefined : view.loadLease(operation.key);
  if (held && (rests(held, operation, stale && found, now) || !mayTake(held, operation, now)))
    return { ...entry, lease: held };
  const { token, failed } = held ?? operation.lease;
  const taken = { ...operation.lease, token, failed };
  view.saveLease(operation.key, taken);
  return { ...entry, lease: taken };
}

/** An entry that has expired and is kept for the sake of `stale` reads. */
function staleOutcome(found: Entry | undefined, now: number): Outcome | undefined {
  return found && isKept(found, now) ? { ...found, hit: false, isStale: true } : undefined;
}

function put(view: EntryView, operation: Storing, now: number): void {
  const { key, text, value, bytes, isHeavy, expires, address } = operation;
  const { staleWhileRevalidate, staleIfError } = operation;
  const bounds = { staleWhileRevalidate, staleIfError };
  save(view, key, { text, value, bytes, isHeavy, expires, address, ...bounds }, now);
}

/** Stores an entry, unless nobody could be answered with it. */
function save(view: EntryView, key: string, entry: Omit<Entry, 'written'>, now: number): void {
  const written = { ...entry, written: now };
  if (!isKept(written, now)) return drop(view, key);
  view.endLease(key);
  view.save(key, written);
}

function drop(view: EntryView, key: string): void {
  view.endLease(key);
  view.remove(key);
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
  save(view, operation.key, { ...entry, value }, now);
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
