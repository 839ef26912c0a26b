/** What a batch writes, as arguments of the script: first what is stored, so that a full server refuses all of it. */
import {
  type AppliedBatch,
  type Entry,
  LEASE_KEPT,
  type Lease,
  type Operation,
  staleFor,
} from 'shelflife/store';
import { type Bytes, ENTRY, encodeKey, join, type Kind, LEASE, memberOf } from './keys.js';
import { encodeHead, encodeLease } from './records.js';
import type { Snapshot } from './snapshot.js';
import type { Values } from './values.js';

/** Redis removes a record so many ms after its end, which the cache's clock decides. */
const GRACE = 1_000;

/** The order of writing: by the clock, and each later than the one before. */
let lastNumber = 0;

function nextNumber(now: number): number {
  lastNumber = Math.max(lastNumber + 1, Math.floor(now) * 1_000);
  return lastNumber;
}

/** Redis takes no longer time to live. */
const LONGEST = 2 ** 52;

export class Writes {
  readonly #stored: Bytes[] = [];
  readonly #removed: Bytes[] = [];
  readonly #now: number;
  readonly #addresses: ReadonlyMap<string, string>;

  constructor(operations: readonly Operation[], snapshot: Snapshot, now: number) {
    this.#now = now;
    this.#addresses = addressesIn(operations, snapshot);
  }

  /** The arguments for all that has changed. */
  argumentsOf({ changes, leases }: AppliedBatch, values: Values): Bytes[] {
    for (const [key, entry] of changes)
      if (!entry) this.#remove(ENTRY, key);
      else if (entry.apart) this.#storeHead(key, entry);
      else this.#storeEntry(isEnded(key, leases) ? 'set' : 'put', key, entry, values);
    for (const [key, lease] of leases)
      if (lease) this.#storeLease(key, lease);
      else if (!isWhole(changes.get(key))) this.#remove(LEASE, key);
    return [...this.#stored, ...this.#removed];
  }

  #storeHead(key: string, entry: Entry): void {
    const member = memberOf(ENTRY, key, entry.address);
    this.#store('head', member, encodeHead(entry), endOf(entry), entry.tags);
  }

  #storeEntry(action: 'set' | 'put', key: string, entry: Entry, values: Values): void {
    const member = memberOf(ENTRY, key, entry.address);
    const record = join(encodeHead(entry), values.bodyOf(entry));
    this.#store(action, member, record, endOf(entry), entry.tags);
  }

  #storeLease(key: string, lease: Lease): void {
    const member = memberOf(LEASE, key, lease.address);
    this.#store('put', member, encodeLease(lease), lease.until + LEASE_KEPT, lease.tags);
  }

  #store(
    action: 'set' | 'put' | 'head',
    member: Bytes,
    record: Bytes,
    end: number,
    tags: readonly string[] = [],
  ): void {
    const ms = Math.max(0, Math.ceil(end - this.#now)) + GRACE;
    const number = String(nextNumber(this.#now));
    const score = end === Infinity ? '+inf' : String(end);
    this.#stored.push(action, member, record, ms < LONGEST ? String(ms) : '', score, number);
    for (const tag of tags) this.#stored.push('tag', member, encodeKey(tag), score);
  }

  #remove(kind: Kind, key: string): void {
    this.#removed.push('remove', memberOf(kind, key, this.#addresses.get(key)));
  }
}

function endOf(entry: Entry): number {
  return entry.expires + staleFor(entry);
}

function isEnded(key: string, leases: AppliedBatch['leases']): boolean {
  return leases.has(key) && !leases.get(key);
}

/** Whether an entry is stored with its value, which ends the lease too. */
function isWhole(entry: Entry | undefined): boolean {
  return entry !== undefined && !entry.apart;
}

/** The built-in keys of stored keys, where a `keyFunction` made those. */
function addressesIn(operations: readonly Operation[], snapshot: Snapshot): Map<string, string> {
  const addresses = new Map<string, string>();
  for (const operation of operations)
    if ('key' in operation && operation.address !== undefined)
      addresses.set(operation.type === 'move' ? operation.to : operation.key, operation.address);
  for (const records of [snapshot.leases, snapshot.entries])
    for (const [key, { address }] of records)
      if (address !== undefined) addresses.set(key, address);
  return addresses;
}
