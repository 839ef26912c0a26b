/**
 * Web Locks that show other tabs what this thread does. Each thread that has a database open holds a shared
 * lock. `deleteDatabase` is requested only while nobody holds that lock, because a tab that shows a dialog
 * would make the request hang, and every new open with it. A second lock lets one thread at a time prune.
 */
import { lockManager, untilLeaving } from '../../platform/locks.js';

/** Holds the shared lock of a database until the returned function is called or the page may leave. */
export function showPresence(database: string): () => void {
  const { over, end } = untilLeaving();
  // Requested at once, because a page could not do it while it shows a dialog.
  lockManager()
    ?.request(database, { mode: 'shared' }, () => over)
    .catch(() => {});
  return end;
}

/**
 * Does `work` under the lock. If another thread holds the lock, does nothing and resolves to `busy`. In an
 * engine without Web Locks, does `work` without one.
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
