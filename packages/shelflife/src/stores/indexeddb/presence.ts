/**
 * Who holds a database open, by a Web Lock shared among them. A `deleteDatabase` that has to wait for
 * a tab that sits in a dialog hangs, and every new open with it: so it is only asked for when nobody
 * is there.
 */

function lockManager(): LockManager | undefined {
  return globalThis.navigator?.locks;
}

/** Presence: shown from `shown` on, until `leave()`. */
export interface Presence {
  readonly shown: Promise<unknown>;
  leave(): void;
}

export function showPresence(database: string): Presence {
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const shown = new Promise<unknown>((resolve) => {
    const stay = () => {
      resolve(undefined);
      return left;
    };
    const request = lockManager()?.request(database, { mode: 'shared' }, stay);
    if (request) request.catch(resolve);
    else resolve(undefined);
  });
  return { shown, leave };
}

/** Does `work` if nobody is present, and keeps others out meanwhile; rejects if somebody is. */
export async function whenAlone(database: string, work: () => Promise<unknown>): Promise<void> {
  const alone = async (lock: unknown) => {
    if (!lock) throw new Error('in use');
    await work();
  };
  await (lockManager()?.request(database, { ifAvailable: true }, alone) ?? alone(true));
}
