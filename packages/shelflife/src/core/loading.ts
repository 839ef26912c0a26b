/**
 * Shows other threads that this one is loading, by a Web Lock. A lock ends with its page, however that ends.
 * A hidden page gives it up, because it may be frozen: others wait for it no longer than a moment.
 */
import { lockManager, untilLeaving } from '../platform/locks.js';

const LEAVING = ['beforeunload', 'pagehide', 'visibilitychange'];

const thread = `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
const lock = `shelflife/loading/${thread}`;

let lastId = 0;
let loading = 0;
let held: ReturnType<typeof untilLeaving> | undefined;

/** A string that no other call returns, in any thread. */
export function uniqueId(): string {
  return `${thread}/${++lastId}`;
}

/** Returns the name of the lock that is held from here on; `undefined` if there can be none. */
export function startLoading(): string | undefined {
  loading++;
  const locks = lockManager();
  if (!locks || globalThis.document?.hidden) return undefined;
  if (!held) {
    const holding = untilLeaving(LEAVING);
    held = holding;
    holding.over.then(() => {
      if (held === holding) held = undefined;
    });
    locks.request(lock, () => holding.over).catch(() => {});
  }
  return lock;
}

export function stopLoading(): void {
  if (--loading > 0) return;
  held?.end();
  held = undefined;
}
