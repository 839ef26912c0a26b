/**
 * Web Locks. One shared by all who hold a database open: a `deleteDatabase` that has to wait for a tab
 * in a dialog hangs, and every new open with it, so it is only requested when nobody is there. Others
 * keep upkeep to one thread at a time.
 */

/** Shows that this thread has the database open, or is about to, until the returned function is called. */
export function showPresence(database: string): () => void {
  const { over, end } = untilLeaving();
  // At once: a page that is in a dialog in a moment would never get to it.
  lockManager()
    ?.request(database, { mode: 'shared' }, () => over)
    .catch(() => {});
  return end;
}

/**
 * Resolves to what `work` does under the lock; to `busy`, and does nothing, if the lock is held. Where
 * there are no locks, `work` does without.
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

/** `over` resolves when the page may be about to leave, or at `end()`. */
function untilLeaving() {
  let resolve = () => {};
  const over = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  const end = () => {
    resolve();
    globalThis.removeEventListener?.('beforeunload', end);
  };
  // A page that holds a lock is not kept, which Firefox has decided by the time of `pagehide`.
  globalThis.addEventListener?.('beforeunload', end);
  return { over, end };
}

function lockManager(): LockManager | undefined {
  return globalThis.navigator?.locks;
}
