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
  const records = await readRecords(db, request, deadline);
  const last = records.at(-1);
  const isLast = records.length < request.limit || last === undefined;
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

/** One range read; where a record in it can't be read the whole of it fails, and each is read alone. */
function readRecords(
  db: IDBDatabase,
  request: PageRequest,
  deadline: number,
): Promise<EntryRecord[]> {
  return new Promise((resolve, reject) => {
    const tx = db.transaction(ENTRIES, 'readonly');
    const entries = tx.objectStore(ENTRIES);
    const source = request.byAddress ? entries.index(BY_ADDRESS) : entries;
    const dog = new Watchdog(deadline, () => {
      reject(stalled(deadline, false));
      tx.abort();
    });
    let records: EntryRecord[] = [];
    tx.oncomplete = () => {
      dog.stop();
      resolve(records);
    };
    tx.onabort = () => {
      dog.stop();
      reject(classify(tx.error));
    };
    const all = source.getAll(boundsOf(request), request.limit);
    all.onsuccess = () => {
      records = all.result;
    };
    all.onerror = (event) => {
      event.preventDefault();
      const keys = source.getAllKeys(boundsOf(request), request.limit);
      keys.onsuccess = () => {
        for (const key of keys.result) readOne(entries, key, (record) => records.push(record));
      };
    };
  });
}

function readOne(
  entries: IDBObjectStore,
  key: IDBValidKey,
  found: (record: EntryRecord) => void,
): void {
  const one: IDBRequest<EntryRecord | undefined> = entries.get(key);
  one.onsuccess = () => one.result && found(one.result);
  one.onerror = (event) => event.preventDefault();
}
