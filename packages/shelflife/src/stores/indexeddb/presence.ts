/**
 * Who holds a database open, by a Web Lock shared among them. A `deleteDatabase` that has to wait for
 * a tab that sits in a dialog hangs, and every new open with it: so it is only asked for when nobody
 * is there.
 */

import { later } from '../../background.js';

/** Ms after opening, as a lock costs as much as a read; who is shorter here is in no dialog either. */
const SETTLED = 50;

/** Shows that this page has the database open, until the function it returns is called. */
export function showPresence(database: string): () => void {
  let leave = () => {};
  const stay = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const show = () =>
    lockManager()
      ?.request(database, { mode: 'shared' }, () => stay)
      .catch(() => {});
  const dontShow = later(SETTLED, show);
  return () => {
    dontShow();
    leave();
  };
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
