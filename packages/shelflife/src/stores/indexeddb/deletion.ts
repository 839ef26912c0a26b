/** The end of a database, once nobody has it open. */
import { deleteDB } from 'idb';
import { keepTrying, later } from '../../background.js';
import { isListenedTo } from '../../coherence.js';
import { whenAlone } from '../../presence.js';
import { ENTRIES, openComplete } from './schema.js';

/** Ms until the deletion of a database that others hold is tried again; then twice as long each time. */
const FIRST_TRY = 500;

/** Resolves when it is deleted, or after a while: who still holds it may sit in a dialog for long. */
export async function deleteDatabase(database: string): Promise<void> {
  const attempt = async () => {
    if (isListenedTo(database)) throw new Error('in use');
    await whenAlone(database, () => deleteIfEmpty(database));
  };
  await new Promise<void>((resolve) => {
    later(FIRST_TRY, resolve);
    attempt()
      .catch(() => keepTrying(FIRST_TRY, Infinity, attempt))
      .finally(resolve);
  });
}

/** It was cleared: what is in it was written since, and stays. */
async function deleteIfEmpty(database: string): Promise<void> {
  const db = await openComplete(database);
  try {
    if ((await db.count(ENTRIES)) > 0) return;
  } finally {
    db.close();
  }
  await deleteDB(database);
}
