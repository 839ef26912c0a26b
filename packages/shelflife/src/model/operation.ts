/** The calls on a cache as plain data: what each operation says, what it answers, and what may be said of each kind. */
import type { Body } from './codec/body.js';
import type { Failure } from './errors.js';
import type { KeyRange } from './key.js';
import type { Lease, LeaseRequest } from './lease.js';
import type { StaleBounds } from './timeout.js';

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

export interface Storing extends Keyed, Content {}

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

export type KeyedOperation = Exclude<Operation, Clear | DeleteTagged>;
export type SetOperation = Extract<Operation, { type: 'set' }>;
export type ReleaseOperation = Extract<Operation, { type: 'release' }>;
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

/** The keys that an operation names. */
export function keysOf(operation: KeyedOperation): string[] {
  return operation.type === 'move' ? [operation.key, operation.to] : [operation.key];
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
