/**
 * The semantics of the cache: what each operation does to the entries, as one pure function.
 *
 * Stores are shells around `apply()`: they load the entries that a batch names, apply the
 * operations in order, and write back what changed. So all stores behave identically, and
 * `add`, `incr` and `touch` are atomic wherever a batch is one transaction.
 */
import type { Body } from './codec/body.js';
import { decode } from './codec/encode.js';
import { type Failure, quote } from './errors.js';
import { inRange, type KeyRange } from './key.js';
import { type Lease, type LeaseRequest, mayTake, rests } from './lease.js';
import { isKept, isLive, type StaleBounds } from './timeout.js';

/** What a store holds under a key. */
export interface Entry extends Body, StaleBounds, Tagged {
  /** When it expires, in ms since the epoch; `Infinity` for never. */
  readonly expires: number;
  /** When it was last written, by the clock of the batch that wrote it. */
  readonly written: number;
  /** The built-in key, where a `keyFunction` made another one: namespaces are found by it. */
  readonly address?: string | undefined;
}

/** What `deleteByTag` finds an entry or a lease by. */
export interface Tagged {
  readonly tags?: readonly string[] | undefined;
}

interface Keyed {
  readonly key: string;
  /** The built-in key, where a `keyFunction` made `key`. */
  readonly address?: string | undefined;
}

/** What an operation stores. */
interface Content extends Body, StaleBounds, Tagged {
  readonly expires: number;
}

interface Storing extends Keyed, Content {}

/** One call on the cache, as plain data that can cross threads. */
export type Operation =
  /** `stale`: an expired entry that is still kept is answered too, as `isStale`. */
  | ({ readonly type: 'get'; readonly stale?: boolean | undefined } & Keyed)
  | ({ readonly type: 'has' } & Keyed)
  | ({ readonly type: 'set' } & Storing)
  /** `read`: the outcome has the value of the live entry that was there. */
  | ({ readonly type: 'add'; readonly read?: boolean } & Storing)
  | ({ readonly type: 'touch'; readonly expires: number } & Keyed)
  | IncrOperation
  | ({ readonly type: 'delete' } & Keyed)
  /** Moves the entry to the key `to`, whose built-in key is `address`. */
  | ({ readonly type: 'move'; readonly to: string } & Keyed)
  | LeaseOperation
  | ({ readonly type: 'fulfil'; readonly token: string } & Storing)
  | ({ readonly type: 'release'; readonly lease: Lease; readonly hasFailed?: boolean } & Keyed)
  | DeleteTagged
  | Clear;

/** Removes the entries that have any of the tags, and answers as `value` how many live ones there were. */
export interface DeleteTagged {
  readonly type: 'deleteTagged';
  readonly tags: readonly string[];
  /** Of these ranges of built-in keys only. */
  readonly ranges?: readonly KeyRange[] | undefined;
  /** How many entries are removed at most. If there are more, the outcome has `isPartial`. */
  readonly limit: number;
}

export interface IncrOperation extends Keyed {
  readonly type: 'incr';
  readonly delta: number | bigint;
  /** The caller gave no delta, so a bigint is counted by `1n`. */
  readonly unit?: boolean;
  /** What is counted from if there is no live entry. */
  readonly initial?: Content;
}

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
  readonly ranges?: readonly KeyRange[] | undefined;
  /** Of the ranges, or of all, only those with any of these tags. */
  readonly tags?: readonly string[];
  /** No entry changed: the leases of the keys were given up or replaced, so that those who wait ask again. */
  readonly isLease?: true;
}

export type KeyedOperation = Exclude<Operation, Clear | DeleteTagged>;
export type SetOperation = Extract<Operation, { type: 'set' }>;
export type DeleteOperation = Extract<Operation, { type: 'delete' }>;

/** The result of one operation. */
export interface Outcome extends Partial<Entry> {
  /**
   * Whether a live entry was there: its members are here for `get` and a reading `add`, all but its body
   * for `has`. `incr` answers the sum as `value`; what stores an entry answers when as `written`.
   */
  readonly hit: boolean;
  /** The members are those of an expired entry that is still kept. */
  readonly isStale?: boolean;
  /** Of `lease`: the lease that is there. */
  readonly lease?: Lease;
  /** Of `deleteTagged`: there is more to remove. */
  readonly isPartial?: boolean;
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

/** A view that also finds entries and leases by their tags. */
export interface TaggedView extends EntryView {
  /** The stored keys of those that an operation concerns. */
  tagged(operation: DeleteTagged): { readonly entries: string[]; readonly leases: string[] };
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
  if ('key' in operation) return { keys: keysOf(operation) };
  const { ranges } = operation;
  return operation.type === 'clear' ? { ranges } : { ranges, tags: operation.tags };
}

/** Deletes from a map of stored keys what a change concerns. */
export function forget(
  map: Map<string, { address?: string | undefined } & Tagged>,
  change: Change,
  remove: (key: string) => unknown = (key) => map.delete(key),
): void {
  if (change.keys) for (const key of change.keys) remove(key);
  else for (const [key, held] of map) if (isConcerned(key, held, change)) remove(key);
}

/** Whether what is held under a key is in the ranges and has any of the tags, as far as there are such. */
export function isConcerned(
  key: string,
  { address = key, tags = [] }: { address?: string | undefined } & Tagged,
  { ranges, tags: wanted }: Change,
): boolean {
  const isInRanges = !ranges || ranges.some((range) => inRange(address, range));
  return isInRanges && (!wanted || tags.some((tag) => wanted.includes(tag)));
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
      return { ...put(view, operation, now), hit: !!entry };
    case 'add':
      if (entry) return operation.read ? { ...entry, hit: true } : HIT;
      return put(view, operation, now);
    case 'delete':
      drop(view, operation.key);
      return entry ? HIT : MISS;
    case 'touch':
      if (operation.expires <= now) drop(view, operation.key);
      else if (entry)
        view.save(operation.key, { ...entry, expires: operation.expires, written: now });
      return entry ? HIT : MISS;
    case 'incr':
      return increment(view, operation, entry, now);
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
      return { ...put(view, operation, now), isStored: true };
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

/** Removes up to `limit` entries, and ends the leases with a tag. */
export function applyTagged(view: TaggedView, operation: DeleteTagged, now: number): Outcome {
  const { entries, leases } = view.tagged(operation);
  let removed = 0;
  for (const key of entries.slice(0, operation.limit)) {
    if (isLive(view.load(key)!, now)) removed++;
    drop(view, key);
  }
  for (const key of leases) view.endLease(key);
  return { hit: removed > 0, value: removed, isPartial: entries.length > operation.limit };
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

/** Stores what an operation brings. The outcome says when, as the cache can hold the entry from then on. */
function put(view: EntryView, operation: Storing, now: number): Outcome {
  const { key, text, value, bytes, isHeavy, expires, address } = operation;
  const { staleWhileRevalidate, staleIfError, tags } = operation;
  const more = { staleWhileRevalidate, staleIfError, tags };
  save(view, key, { text, value, bytes, isHeavy, expires, address, ...more }, now);
  return { hit: false, written: now };
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
