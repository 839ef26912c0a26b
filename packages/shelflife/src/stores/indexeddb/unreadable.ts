/**
 * Removes records that cannot be read. Chromium aborts any transaction that has tried to read one, so one
 * transaction finds them and another removes them, unless they were written over in between.
 */

import type { BatchOptions } from './batch.js';
import { bodiesBeside } from './bodies.js';
import { type Guard, inTransaction } from './in-transaction.js';
import { readEach } from './load.js';
import { BODIES, BY_AGE, ENTRIES } from './schema.js';

type Reading = Pick<Guard<unknown>, 'progress' | 'answer'>;

/** Removes those of the records under `keys` that still cannot be read. */
export async function removeUnreadable(
  db: IDBDatabase,
  keys: readonly string[],
  { settings, load, post }: Pick<BatchOptions, 'settings' | 'load' | 'post'>,
): Promise<void> {
  const moments = new Map<string, IDBValidKey>();
  const unreadable = new Set<string | undefined>();
  const check = (entries: IDBObjectStore, { progress, answer }: Reading) => {
    const found = () => {};
    const note = (key?: string) => void unreadable.add(key);
    const stored = [...moments.keys()];
    const done = () => answer(0);
    const checkBodies = () =>
      readEach(bodiesBeside(entries), stored, { found, unreadable: note, progress, done });
    load(entries, stored, { found, unreadable: note, progress, done: checkBodies });
  };
  const find = (entries: IDBObjectStore, { progress, answer }: Guard<unknown>) => {
    const request = entries.index(BY_AGE).openKeyCursor();
    request.onsuccess = () => {
      progress();
      const cursor = request.result as (IDBCursor & { primaryKey: string }) | null;
      if (cursor) {
        if (keys.includes(cursor.primaryKey)) moments.set(cursor.primaryKey, cursor.key);
        return cursor.continue();
      }
      check(entries, { progress, answer });
    };
  };
  const remove = (entries: IDBObjectStore) => {
    for (const [key, moment] of moments) {
      if (!unreadable.has(key)) continue;
      const request = entries.index(BY_AGE).getAllKeys(moment);
      request.onsuccess = () => {
        if (!request.result.includes(key)) return;
        post({ keys: [key] });
        entries.delete(key);
        bodiesBeside(entries).delete(key);
      };
    }
  };
  await inTransaction(db, [ENTRIES, BODIES], 'readonly', settings, find);
  await inTransaction(db, [ENTRIES, BODIES], 'readwrite', settings, remove);
}
