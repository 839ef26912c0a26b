/** Deletes the databases of earlier formats. */
import { deleteDB } from 'idb';
import { ifFree } from './presence.js';
import { oldDatabaseNames } from './schema.js';

/** Deletes databases of earlier formats, unless another tab still has them open. Never rejects. */
export async function deleteOldFormats(database: string): Promise<void> {
  try {
    const present = (await indexedDB.databases()).map(({ name }) => name);
    for (const old of oldDatabaseNames(database))
      if (present.includes(old)) await ifFree(old, () => deleteDB(old), undefined);
  } catch {}
}
