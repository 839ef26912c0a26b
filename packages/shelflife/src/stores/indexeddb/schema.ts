/** Names, object stores and records of the database. A change here is a new format and needs a new database. */
import { type IDBPDatabase, openDB } from 'idb';
import { type Body, bytesOf } from '../../model/codec/body.js';
import type { Entry, Tagged } from '../../model/operation.js';
import { type StaleBounds, staleFor } from '../../model/timeout.js';

/** Part of the database's name, so that code of another format never opens it. */
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
/** Entries that were written by a cache with `maxBytes`. */
export const BY_SIZE = 'size';
/** An entry is in it once for each of its tags. */
export const BY_TAG = 'tags';

const STORES: Record<string, { keyPath?: string; indexes: readonly string[] }> = {
  [ENTRIES]: { keyPath: 'key', indexes: [BY_EXPIRY, BY_AGE, BY_ADDRESS, BY_TAG, BY_SIZE] },
  [BODIES]: { indexes: [] },
  [LEASES]: { indexes: [BY_TERM, BY_ADDRESS] },
  [PROBE]: { indexes: [] },
};

/** An entry on the disk. Fields left out are not in their index: what never expires is never swept. */
export interface EntryRecord extends Body, StaleBounds, Tagged {
  readonly key: string;
  readonly written: number;
  /** Until when it is kept. */
  readonly expires?: number;
  /** When it expires, where it is kept for longer. */
  readonly fresh?: number;
  readonly address?: string;
  /** What it takes, if the cache that has written it has `maxBytes`. */
  readonly size?: number;
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
 * Opens without a version, because a fixed version would fail for good once another tab has raised it. If an
 * object store or an index is missing, an upgrade to the next version creates it.
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

/** Creates missing object stores and indexes. Existing ones stay as they are. */
function createMissing(
  db: IDBPDatabase,
  existing: (name: string) => ReturnType<IDBPDatabase['createObjectStore']>,
): void {
  for (const [name, { keyPath, indexes }] of Object.entries(STORES)) {
    const isThere = db.objectStoreNames.contains(name);
    const store = isThere ? existing(name) : db.createObjectStore(name, { keyPath });
    for (const index of indexes)
      if (!store.indexNames.contains(index))
        store.createIndex(index, index, { multiEntry: index === BY_TAG });
  }
}

/** @param apart which part of the entry is stored as a body, if any */
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
  // The size of a value that lies apart is known without reading it.
  const size = apart ? (bytes ?? bytesOf(entry)) : bytes;
  if (size !== undefined) record.bytes = size;
  if (isHeavy) record.isHeavy = true;
  if (staleWhileRevalidate) record.staleWhileRevalidate = staleWhileRevalidate;
  if (staleIfError) record.staleIfError = staleIfError;
  const kept = expires + staleFor(entry);
  if (kept < Infinity) record.expires = kept;
  if (kept > expires) record.fresh = expires;
  if (address !== undefined) record.address = address;
  if (entry.tags) record.tags = entry.tags;
  return record;
}

export function toEntry(record: EntryRecord): Entry {
  // A fraction of a ms is the order of writing.
  const { expires = Infinity, fresh = expires, written, key: _key, size: _size, ...rest } = record;
  return { ...rest, expires: fresh, written: Math.floor(written) };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function rangeOf({ from, to }: { from: IDBValidKey; to: IDBValidKey }): IDBKeyRange {
  return IDBKeyRange.bound(from, to, false, true);
}
