/** Reads the entries of a range, a page at a time. */
import { isLive } from '../../timeout.js';
import type { Page, PageRequest } from '../store.js';
import { classify, stalled } from './failure.js';
import { BY_ADDRESS, ENTRIES, type EntryRecord, toEntry } from './schema.js';
import { Watchdog } from './watchdog.js';

/** Resolves to a page of live entries; rejects with a `CacheError`. */
export async function readPage(
  db: IDBDatabase,
  request: PageRequest,
  deadline: number,
): Promise<Page> {
  const { records, looked } = await readRecords(db, request, deadline);
  const last = records.at(-1);
  const isLast = looked < request.limit || last === undefined;
  const at = request.byAddress ? last?.address : last?.key;
  return {
    entries: records
      .filter((record) => isWanted(record, request) && isLive(toEntry(record), request.now))
      .map(({ key, address, value, expires = Infinity }) => ({
        key: address ?? key,
        value,
        expires,
      })),
    next: isLast ? undefined : at,
  };
}

/** A view whose keys are the built-in ones does not see those that a `keyFunction` made. */
function isWanted(record: EntryRecord, { range, byAddress }: PageRequest): boolean {
  return !range || byAddress === true || record.address === undefined;
}

function boundsOf({ range, after }: PageRequest): IDBKeyRange | null {
  const { from, to } = range ?? {};
  const lower = after ?? from;
  const open = after !== undefined;
  if (lower === undefined) return null;
  return to === undefined
    ? IDBKeyRange.lowerBound(lower, open)
    : IDBKeyRange.bound(lower, to, open, true);
}

/** The records that can be read, and how many were looked at. */
interface Reading {
  readonly records: EntryRecord[];
  readonly looked: number;
}

/** One range read; where a record in it can't be read the whole of it fails, and each is read alone. */
function readRecords(db: IDBDatabase, request: PageRequest, deadline: number): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const tx = db.transaction(ENTRIES, 'readonly');
    const entries = tx.objectStore(ENTRIES);
    const source = request.byAddress ? entries.index(BY_ADDRESS) : entries;
    const dog = new Watchdog(deadline, () => {
      reject(stalled(deadline, false));
      tx.abort();
    });
    const settle = (reading: Reading) => {
      dog.stop();
      resolve(reading);
    };
    tx.onabort = () => {
      dog.stop();
      reject(classify(tx.error));
    };
    const all: IDBRequest<EntryRecord[]> = source.getAll(boundsOf(request), request.limit);
    all.onsuccess = () => settle({ records: all.result, looked: all.result.length });
    all.onerror = (event) => {
      event.preventDefault();
      const keys = source.getAllKeys(boundsOf(request), request.limit);
      keys.onsuccess = () => readEach(entries, keys.result, settle);
    };
  });
}

/** Each for itself; Chromium aborts the transaction afterwards if one could not. */
function readEach(
  entries: IDBObjectStore,
  keys: readonly IDBValidKey[],
  settle: (reading: Reading) => void,
): void {
  const records: EntryRecord[] = [];
  let waiting = keys.length;
  const arrived = () => {
    if (waiting-- === 0) settle({ records, looked: keys.length });
  };
  for (const key of keys) {
    const one: IDBRequest<EntryRecord | undefined> = entries.get(key);
    one.onsuccess = () => {
      if (one.result) records.push(one.result);
      arrived();
    };
    one.onerror = (event) => {
      event.preventDefault();
      arrived();
    };
  }
  arrived();
}
