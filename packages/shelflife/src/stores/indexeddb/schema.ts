/** Names, object stores and records of the database. A change here is a new format, and so a new database. */
import { type IDBPDatabase, openDB } from 'idb';
import type { Body } from '../../model/codec/body.js';
import type { Entry } from '../../model/operation.js';
import { type StaleBounds, staleFor } from '../../model/timeout.js';

/** Part of the database's name, so that no other format's code ever opens it. */
const FORMAT = 2;

export const ENTRIES = 'entries';
/** Large values, under the keys of their entries. */
export const BODIES = 'bodies';
/** Leases, under the keys of their entries. */
export const LEASES = 'leases';
/** The stores of a batch. To open all of them costs a transaction nothing. */
export const DATA = [ENTRIES, BODIES, LEASES];
/** Always empty. A read of it shows whether the database answers, also while the entries are locked. */
export const PROBE = 'probe';

export const BY_EXPIRY = 'expires';
export const BY_AGE = 'written';
export const BY_ADDRESS = 'address';
export const BY_TERM = 'until';

const STORES: Record<string, { keyPath?: string; indexes: readonly string[] }> = {
  [ENTRIES]: { keyPath: 'key', indexes: [BY_EXPIRY, BY_AGE, BY_ADDRESS] },
  [BODIES]: { indexes: [] },
  [LEASES]: { indexes: [BY_TERM, BY_ADDRESS] },
  [PROBE]: { indexes: [] },
};

/** An entry on the disk. Fields left out are not in their index: what never expires is never swept. */
export interface EntryRecord extends Body, StaleBounds {
  readonly key: string;
  readonly written: number;
  /** Until when it is kept. */
  readonly expires?: number;
  /** When it expires, where it is kept for longer. */
  readonly fresh?: number;
  readonly address?: string;
}

export function databaseName(name: string, format = FORMAT): string {
  return `shelflife/${format}/${name}`;
}

/** The databases of earlier formats that may have held the same cache. */
export function oldDatabaseNames(database: string): string[] {
  const name = database.slice(databaseName('').length);
  return Array.from({ length: FORMAT - 1 }, (_, n) => databaseName(name, n + 1));
}

/**
 * Opens without a version, because a version that was raised elsewhere would make ours fail for ever. If
 * a store or an index is missing, the next version creates it.
 */
export async function openComplete(name: string, version?: number): Promise<IDBPDatabase> {
  const db = await openDB(name, version, {
    upgrade: (db, _from, _to, tx) => createMissing(db, tx.objectStore.bind(tx)),
  });
  let isWhole = false;
  try {
    isWhole = isComplete(db);
  } finally {
    if (!isWhole) db.close();
  }
  return isWhole ? db : openComplete(name, db.version + 1);
}

function isComplete(db: IDBPDatabase): boolean {
  const names = Object.keys(STORES);
  if (!names.every((name) => db.objectStoreNames.contains(name))) return false;
  const tx = db.transaction(names);
  return names.every((name) => {
    const { indexNames } = tx.objectStore(name);
    return STORES[name]!.indexes.every((index) => indexNames.contains(index));
  });
}

/** Creates what is missing; stores and indexes that exist stay as they are. */
function createMissing(
  db: IDBPDatabase,
  existing: (name: string) => ReturnType<IDBPDatabase['createObjectStore']>,
): void {
  for (const [name, { keyPath, indexes }] of Object.entries(STORES)) {
    const isThere = db.objectStoreNames.contains(name);
    const store = isThere ? existing(name) : db.createObjectStore(name, { keyPath });
    for (const index of indexes)
      if (!store.indexNames.contains(index)) store.createIndex(index, index);
  }
}

/** @param apart whether the value is stored apart, as text or as itself */
export function toRecord(
  key: string,
  entry: Entry,
  written: number,
  apart = entry.apart,
): EntryRecord {
  const { text, value, bytes, isHeavy, expires, address } = entry;
  const { staleWhileRevalidate, staleIfError } = entry;
  const record: Mutable<EntryRecord> = { key, written };
  if (apart) record.apart = apart;
  else if (text === undefined) record.value = value;
  else record.text = text;
  if (bytes !== undefined) record.bytes = bytes;
  if (isHeavy) record.isHeavy = true;
  if (staleWhileRevalidate) record.staleWhileRevalidate = staleWhileRevalidate;
  if (staleIfError) record.staleIfError = staleIfError;
  const kept = expires + staleFor(entry);
  if (kept < Infinity) record.expires = kept;
  if (kept > expires) record.fresh = expires;
  if (address !== undefined) record.address = address;
  return record;
}

export function toEntry(record: EntryRecord): Entry {
  // A fraction of a ms is the order of writing.
  const { expires = Infinity, fresh = expires, written, key: _key, ...rest } = record;
  return { ...rest, expires: fresh, written: Math.floor(written) };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function rangeOf({ from, to }: { from: IDBValidKey; to: IDBValidKey }): IDBKeyRange {
  return IDBKeyRange.bound(from, to, false, true);
}
