/**
 * The Web Locks that show other tabs what this thread does. Each thread that has a database open holds a
 * shared lock: a `deleteDatabase` that has to wait for a tab in a dialog hangs, and every new open with it, so
 * it is requested only while nobody holds the lock. Other locks let only one thread at a time prune.
 */
import { lockManager, untilLeaving } from '../../platform/locks.js';

/** Shows that this thread has the database open, or is about to, until the returned function is called. */
export function showPresence(database: string): () => void {
  const { over, end } = untilLeaving();
  // Requested at once: a page that shows a dialog a moment later could not do it then.
  lockManager()
    ?.request(database, { mode: 'shared' }, () => over)
    .catch(() => {});
  return end;
}

/**
 * Does `work` under the lock. If the lock is held elsewhere, resolves to `busy` and does nothing. In an
 * engine without locks, does `work` without one.
 */
export async function ifFree<T, B>(lock: string, work: () => Promise<T>, busy: B): Promise<T | B> {
  const locks = lockManager();
  if (!locks) return work();
  const { over, end } = untilLeaving();
  try {
    return await locks.request(lock, { ifAvailable: true }, (held) =>
      held ? Promise.race([work(), over.then(() => busy)]) : busy,
    );
  } finally {
    end();
  }
}
