/** Web Locks: what other threads can see of this one, also after it has crashed. */

/** `undefined` in engines and contexts without locks. */
export function lockManager(): LockManager | undefined {
  return globalThis.navigator?.locks;
}

/**
 * `over` resolves at one of the events, which say that the page may be about to leave, or at `end()`. A page
 * with a lock does not enter the back/forward cache, which Firefox decides before `pagehide`.
 */
export function untilLeaving(events: readonly string[] = ['beforeunload']) {
  let resolve = () => {};
  const over = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  const end = () => {
    resolve();
    for (const type of events) globalThis.removeEventListener?.(type, end);
  };
  for (const type of events) globalThis.addEventListener?.(type, end);
  return { over, end };
}

/** Calls `work` once nobody holds the lock, unless the function it returns is called before. */
export function whenFree(lock: string, work: () => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  lockManager()
    ?.request(lock, { mode: 'shared', signal }, work)
    .catch(() => {});
  return () => controller.abort();
}
