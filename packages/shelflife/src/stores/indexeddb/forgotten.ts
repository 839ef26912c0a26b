/**
 * Caches that are forgotten without `close()`, as by a render that creates one: what a thread shares
 * holds them weakly, so that they can be collected, and their sessions end.
 */

import type { Change } from '../../model/operation.js';
import type { StoreListener, StoreSettings } from '../../model/store.js';
import type { Coherence } from './coherence.js';
import type { Member, Membership } from './sharing.js';
import type { UpkeepSettings } from './slices.js';

let collected: FinalizationRegistry<Membership> | undefined;

/** Ends a session when its cache, which holds the listener, is collected. */
export function endWithListener(listener: StoreListener, membership: Membership): void {
  collected ??= new FinalizationRegistry((membership) => membership.end());
  collected.register(listener, membership);
}

/** The settings, with a listener that does not keep the cache alive. */
export function weakly(settings: StoreSettings): UpkeepSettings {
  const ref = new WeakRef(settings.listener);
  const listener: UpkeepSettings['listener'] = {
    changed: (change) => ref.deref()?.changed(change),
    failed: (failure) => ref.deref()?.failed(failure),
  };
  return { ...settings, listener };
}

/** A session as a member. It is made here, as a closure in the session would hold all that the session has. */
export function memberOf(
  settings: UpkeepSettings,
  sweepInterval: number,
  coherence: Coherence,
  past: { hasOpened: boolean },
): Member {
  const { changed } = settings.listener;
  return {
    settings,
    sweepInterval: sweepInterval * 1000,
    broadcast(change: Change) {
      changed(change);
      coherence.post(change);
    },
    opening: coherence.join,
    opened() {
      past.hasOpened = true;
    },
    released(wasOpen) {
      coherence.leave();
      // Changes by others are not received from here on.
      if (wasOpen) changed({});
    },
  };
}
