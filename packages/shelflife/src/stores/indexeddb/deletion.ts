/** Deletes a database on `destroy()`, as soon as nobody has it open. */
import { deleteDB, type IDBPDatabase, type IDBPTransaction, openDB, unwrap } from 'idb';
import { keepTrying, later } from '../../platform/timers.js';
import { ifFree } from './presence.js';
import { ENTRIES, openComplete } from './schema.js';
import { isOpenHere } from './shared-database.js';

/** Ms until the deletion of a database that others hold is tried again; then twice as long each time. */
const FIRST_TRY = 500;

/** Resolves when it is deleted, or after a while: a tab that still holds it may show a dialog for long. */
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

/** It was cleared: what is in it was written since, and stays. */
async function deleteIfEmpty(database: string): Promise<boolean> {
  const db = await openComplete(database);
  const count = await db.count(ENTRIES).finally(() => db.close());
  if (count === 0) await deleteInUpgrade(database, db.version + 1);
  return true;
}

/**
 * Looks again in an upgrade, which has the database to itself. Without stores nobody can write to it, and
 * who opens it to create them waits for the deletion, which is requested by then.
 */
async function deleteInUpgrade(database: string, version: number): Promise<void> {
  let deleted: Promise<void> | undefined;
  const upgrade = (db: IDBPDatabase, from: number, _to: unknown, tx: UpgradeTransaction) => {
    const remove = () => {
      for (const name of [...db.objectStoreNames]) db.deleteObjectStore(name);
      deleted = deleteDB(database);
    };
    // Somebody else has deleted it.
    if (from === 0) return remove();
    const count = unwrap(tx.objectStore(ENTRIES)).count();
    count.onsuccess = () => count.result === 0 && remove();
  };
  const db = await openDB(database, version, { upgrade });
  db.close();
  await deleted;
}
