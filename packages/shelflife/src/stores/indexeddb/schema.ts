/** Names, object stores and records of the database. A change here is a new format and needs a new database. */
import { type IDBPDatabase, openDB } from 'idb';
import type { Body } from '../../model/codec/body.js';
import type { Entry } from '../../model/operation.js';

/** Part of the database's name, so that code of another format never opens it. */
const FORMAT = 2;

export const ENTRIES = 'entries';
/** Large values, under the keys of their entries. */
export const BODIES = 'bodies';
/** Always empty. Reading it shows whether the database answers, even while the entries are locked. */
export const PROBE = 'probe';

const STORES = [ENTRIES, BODIES, PROBE];

export const BY_EXPIRY = 'expires';
export const BY_AGE = 'written';
export const BY_ADDRESS = 'address';
const INDEXES = [BY_EXPIRY, BY_AGE, BY_ADDRESS];

/** A stored entry. A field that is absent is not in its index, so entries that never expire are not swept. */
export interface EntryRecord extends Body {
  readonly key: string;
  readonly written: number;
  readonly expires?: number;
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
  if (!STORES.every((name) => db.objectStoreNames.contains(name))) return false;
  const { indexNames } = db.transaction(ENTRIES).store;
  return INDEXES.every((index) => indexNames.contains(index));
}

/** Creates missing object stores and indexes. Existing ones stay as they are. */
function createMissing(
  db: IDBPDatabase,
  existing: (name: string) => ReturnType<IDBPDatabase['createObjectStore']>,
): void {
  const names = db.objectStoreNames;
  for (const name of [BODIES, PROBE]) if (!names.contains(name)) db.createObjectStore(name);
  const entries = names.contains(ENTRIES)
    ? existing(ENTRIES)
    : db.createObjectStore(ENTRIES, { keyPath: 'key' });
  for (const index of INDEXES)
    if (!entries.indexNames.contains(index)) entries.createIndex(index, index);
}

/** @param apart which part of the entry is stored as a body, if any */
export function toRecord(
  key: string,
  entry: Entry,
  written: number,
  apart = entry.apart,
): EntryRecord {
  const { text, value, bytes, isHeavy, expires, address } = entry;
  const record: Mutable<EntryRecord> = { key, written };
  if (apart) record.apart = apart;
  else if (text === undefined) record.value = value;
  else record.text = text;
  if (bytes !== undefined) record.bytes = bytes;
  if (isHeavy) record.isHeavy = true;
  if (expires < Infinity) record.expires = expires;
  if (address !== undefined) record.address = address;
  return record;
}

export function toEntry(record: EntryRecord): Entry {
  // Fractions of a ms only keep the write order.
  const { expires = Infinity, written, key: _key, ...rest } = record;
  return { ...rest, expires, written: Math.floor(written) };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function rangeOf({ from, to }: { from: IDBValidKey; to: IDBValidKey }): IDBKeyRange {
  return IDBKeyRange.bound(from, to, false, true);
}
