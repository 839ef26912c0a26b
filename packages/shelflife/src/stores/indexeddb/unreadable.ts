/**
 * Removes records that cannot be read. Chromium aborts any transaction that has tried to read one, so one
 * transaction finds them and another removes them, unless they were written over in between.
 */
import type { StoreSettings } from '../store.js';
import { inTransaction } from './guard.js';
import type { Load } from './load.js';
import { BY_AGE, ENTRIES } from './schema.js';

/** When each record was written, by its key. */
type Written = Map<string, IDBValidKey>;

/** Of the records under `keys`, those that still cannot be read. */
export function findUnreadable(
  db: IDBDatabase,
  settings: StoreSettings,
  keys: readonly string[],
  load: Load,
): Promise<Written> {
  return inTransaction<Written>(db, ENTRIES, 'readonly', settings, (entries, guard) => {
    const written: Written = new Map();
    const check = () =>
      load(entries, [...written.keys()], {
        found: ({ key }) => written.delete(key),
        unreadable() {},
        progress: guard.progress,
        done: () => guard.answer(written),
      });
    const request = entries.index(BY_AGE).openKeyCursor();
    request.onsuccess = () => {
      guard.progress();
      const cursor = request.result;
      if (!cursor) return check();
      const key = cursor.primaryKey as string;
      if (keys.includes(key)) written.set(key, cursor.key);
      cursor.continue();
    };
  });
}

/** @param post tells the others, while the lock is held */
export function removeUnchanged(
  db: IDBDatabase,
  settings: StoreSettings,
  written: Written,
  post: (change: { keys: string[] }) => void,
): Promise<void> {
  return inTransaction<void>(db, ENTRIES, 'readwrite', settings, (entries) => {
    for (const [key, moment] of written) {
      const request = entries.index(BY_AGE).getAllKeys(moment);
      request.onsuccess = () => {
        if (!request.result.includes(key)) return;
        post({ keys: [key] });
        entries.delete(key);
      };
    }
  });
}
