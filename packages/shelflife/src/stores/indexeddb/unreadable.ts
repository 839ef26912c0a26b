/**
 * Removes records that cannot be read. Chromium aborts any transaction that has tried to read one. So one
 * transaction finds them, and another one removes those that were not overwritten in between.
 */
import type { BatchContext } from './batch.js';
import { bodiesBeside } from './bodies.js';
import { type Loader, readEach } from './loader.js';
import { BODIES, BY_AGE, ENTRIES } from './schema.js';
import { inTransaction, type TransactionHandle } from './transaction.js';

const BOTH = [ENTRIES, BODIES];

/** When each record was written, taken from the index without reading the records. */
type Ages = ReadonlyMap<string, IDBValidKey>;

/** Removes the records under `keys` that still cannot be read. */
export async function removeUnreadable(
  db: IDBDatabase,
  keys: readonly string[],
  { settings, loader, broadcast }: BatchContext,
): Promise<void> {
  const unreadable = await inTransaction<Ages>(db, BOTH, 'readonly', settings, (entries, handle) =>
    findAges(entries, keys, handle, (ages) => findUnreadable(entries, ages, loader, handle)),
  );
  await inTransaction(db, BOTH, 'readwrite', settings, (entries) => {
    for (const [key, age] of unreadable) {
      const request = entries.index(BY_AGE).getAllKeys(age);
      request.onsuccess = () => {
        if (!request.result.includes(key)) return;
        broadcast({ keys: [key] });
        entries.delete(key);
        bodiesBeside(entries).delete(key);
      };
    }
  });
}

function findAges(
  entries: IDBObjectStore,
  keys: readonly string[],
  handle: TransactionHandle<Ages>,
  done: (ages: Ages) => void,
): void {
  const ages = new Map<string, IDBValidKey>();
  const request = entries.index(BY_AGE).openKeyCursor();
  request.onsuccess = () => {
    handle.progress();
    const cursor = request.result as (IDBCursor & { primaryKey: string }) | null;
    if (!cursor) return done(ages);
    if (keys.includes(cursor.primaryKey)) ages.set(cursor.primaryKey, cursor.key);
    cursor.continue();
  };
}

/** Answers with the write times of the records that cannot be read, or whose bodies cannot be read. */
function findUnreadable(
  entries: IDBObjectStore,
  ages: Ages,
  loader: Loader,
  handle: TransactionHandle<Ages>,
): void {
  const found = new Map<string, IDBValidKey>();
  const reader = {
    found() {},
    unreadable(key?: string) {
      if (key !== undefined) found.set(key, ages.get(key)!);
    },
  };
  const keys = [...ages.keys()];
  const done = () => handle.answer(found);
  const readBodies = () => readEach(bodiesBeside(entries), keys, handle, { ...reader, done });
  loader.load(entries, keys, handle, { ...reader, done: readBodies });
}
