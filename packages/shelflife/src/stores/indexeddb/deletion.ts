/** The end of a database, once nobody has it open. */
import { deleteDB } from 'idb';
import { keepTrying, later } from '../../background.js';
import { isListenedTo } from '../../coherence.js';
import { whenAlone } from '../../presence.js';

/** Ms until the deletion of a database that others hold is tried again; then twice as long each time. */
const FIRST_TRY = 500;

/** Resolves when it is deleted, or after a while: who still holds it may sit in a dialog for long. */
export async function deleteDatabase(database: string): Promise<void> {
  const attempt = async () => {
    if (isListenedTo(database)) throw new Error('in use');
    await whenAlone(database, () => deleteDB(database));
  };
  const deletion = attempt().catch(() => {
    keepTrying(FIRST_TRY, Infinity, attempt);
  });
  await Promise.race([deletion, new Promise<void>((resolve) => later(FIRST_TRY, resolve))]);
}
