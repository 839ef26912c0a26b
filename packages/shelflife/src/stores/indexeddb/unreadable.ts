/**
 * Removes records that cannot be read. Chromium aborts any transaction that has tried to read one, so one
 * transaction finds them and another removes them, unless they were written over in between.
 */
import type { StoreSettings } from '../store.js';
import { bodiesBeside } from './bodies.js';
import { inTransaction } from './guard.js';
import { type Load, readEach } from './load.js';
import { BODIES, BY_AGE, ENTRIES } from './schema.js';

/** When each record was written, by its key. */
type Written = Map<string, IDBValidKey>;

/** Of the records under `keys`, those that still cannot be read. */
export function findUnreadable(
  db: IDBDatabase,
  settings: StoreSettings,
  keys: readonly string[],
  load: Load,
): Promise<Written> {
  return inTransaction<Written>(db, [ENTRIES, BODIES], 'readonly', settings, (entries, guard) => {
    const written: Written = new Map();
    const unreadable = new Set<string | undefined>();
    const answer = () => guard.answer(new Map([...written].filter(([key]) => unreadable.has(key))));
    const reading = {
      found() {},
      unreadable: (key?: string) => void unreadable.add(key),
      progress: guard.progress,
    };
    const check = () => {
      const keys = [...written.keys()];
      const checkBodies = () => readEach(bodiesBeside(entries), keys, { ...reading, done: answer });
      load(entries, keys, { ...reading, done: checkBodies });
    };
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
  return inTransaction<void>(db, [ENTRIES, BODIES], 'readwrite', settings, (entries) => {
    for (const [key, moment] of written) {
      const request = entries.index(BY_AGE).getAllKeys(moment);
      request.onsuccess = () => {
        if (!request.result.includes(key)) return;
        post({ keys: [key] });
        entries.delete(key);
        bodiesBeside(entries).delete(key);
      };
    }
  });
}
