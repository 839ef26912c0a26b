/**
 * Who holds a database open, by a Web Lock shared among them. A `deleteDatabase` that has to wait for
 * a tab that sits in a dialog hangs, and every new open with it: so it is only asked for when nobody
 * is there.
 */

/** Shows that this thread has the database open, or is about to, until the function it returns is called. */
export function showPresence(database: string): () => void {
  let leave = () => {};
  const stay = new Promise<void>((resolve) => {
    leave = () => {
      resolve();
      globalThis.removeEventListener?.('beforeunload', leave);
    };
  });
  // Firefox keeps no page that holds a lock, and has decided by the time of `pagehide`.
  globalThis.addEventListener?.('beforeunload', leave);
  // At once: a page that is in a dialog in a moment would never get to it.
  lockManager()
    ?.request(database, { mode: 'shared' }, () => stay)
    .catch(() => {});
  return leave;
}

/** Does `work` if nobody is present, and keeps others waiting meanwhile; rejects if somebody is. */
export async function whenAlone(database: string, work: () => Promise<unknown>): Promise<void> {
  const alone = async (lock: unknown) => {
    if (!lock) throw new Error('in use');
    await work();
  };
  await (lockManager()?.request(database, { ifAvailable: true }, alone) ?? alone(true));
}

function lockManager(): LockManager | undefined {
  return globalThis.navigator?.locks;
}
