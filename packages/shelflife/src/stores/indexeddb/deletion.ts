/** Deletes a database on `destroy()`, as soon as nobody has it open. */
import { deleteDB, type IDBPDatabase, type IDBPTransaction, openDB, unwrap } from 'idb';
import { keepTrying, later } from '../../platform/timers.js';
import { ifFree } from './presence.js';
import { ENTRIES, openComplete } from './schema.js';
import { isOpenHere } from './shared-database.js';

/** Ms until the deletion of a database that others hold is tried again. The wait doubles each time. */
const FIRST_TRY = 500;

/** Resolves once it is deleted, or after `FIRST_TRY`, because a tab that shows a dialog may hold it for long. */
export async function deleteDatabase(database: string): Promise<void> {
  const attempt = async () => {
    const isDone =
      !isOpenHere(database) && (await ifFree(database, () => deleteIfEmpty(database), false));
    if (!isDone) throw new Error('in use');
  };
  await new Promise<void>((resolve) => {
    later(FIRST_TRY, resolve);
    attempt()
      .catch(() => keepTrying(FIRST_TRY, Infinity, attempt))
      .finally(resolve);
  });
}

type UpgradeTransaction = IDBPTransaction<unknown, string[], 'versionchange'>;

/** Deletes the database if it is still empty. It was cleared before, so any entry in it is newer and stays. */
async function deleteIfEmpty(database: string): Promise<boolean> {
  const db = await openComplete(database);
  const count = await db.count(ENTRIES).finally(() => db.close());
  if (count === 0) await deleteInUpgrade(database, db.version + 1);
  return true;
}

/**
 * Checks again in an upgrade transaction, which has exclusive access. Without object stores nobody can write
 * to the database. A tab that opens it to create them waits for the deletion, which is requested by then.
 */
async function deleteInUpgrade(database: string, version: number): Promise<void> {
  let deleted: Promise<void> | undefined;
  const upgrade = (db: IDBPDatabase, from: number, _to: unknown, tx: UpgradeTransaction) => {
    const remove = () => {
      for (const name of [...db.objectStoreNames]) db.deleteObjectStore(name);
      deleted = deleteDB(database);
    };
    // Another tab has deleted it.
    if (from === 0) return remove();
    const count = unwrap(tx.objectStore(ENTRIES)).count();
    count.onsuccess = () => count.result === 0 && remove();
  };
  const db = await openDB(database, version, { upgrade });
  db.close();
  await deleted;
}
